/** The commands of netio, in the order of help. */
import { analyze } from "./analyze.ts";
import { compare } from "./compare.ts";
import { doctor } from "./doctor.ts";
import { type Command, command } from "./option.ts";
import { plot } from "./plot.ts";
import { run } from "./run.ts";
import { serve } from "./serve.ts";
import { sweep } from "./sweep.ts";
import { view } from "./view.ts";

const doctorCommand = command({
  name: "doctor",
  summary: "what can be measured on this machine, and what to change",
  positionals: { usage: "", min: 0, max: 0 },
  options: { json: { help: "one JSON object on stdout", example: "--json", parse: () => true } },
  examples: ["netio doctor", "netio doctor --json"],
  run: ({ json }) => doctor({ json: json ?? false }),
});

export const COMMANDS = [
  sweep,
  run,
  serve,
  plot,
  analyze,
  compare,
  view,
  doctorCommand,
] as unknown as readonly Command[];
