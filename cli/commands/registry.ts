/** The commands of netio, in the order of help. */
import type { Command } from "../options/option.ts";
import { analyze } from "./analyze.ts";
import { columns } from "./columns.ts";
import { compare } from "./compare.ts";
import { convert } from "./convert.ts";
import { doctor } from "./doctor.ts";
import { list } from "./list.ts";
import { pairs } from "./pairs.ts";
import { plot } from "./plot.ts";
import { run } from "./run.ts";
import { serve } from "./serve.ts";
import { sweep } from "./sweep.ts";
import { completionsCommand, manCommand } from "./shell.ts";
import { view } from "./view.ts";

export const COMMANDS: readonly Command[] = [
  sweep,
  run,
  serve,
  pairs,
  plot,
  analyze,
  compare,
  view,
  list,
  convert,
  doctor,
  columns,
  completionsCommand(() => COMMANDS),
  manCommand(() => COMMANDS),
];
