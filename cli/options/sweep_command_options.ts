/** All options of `netio sweep`: what to measure, when to stop, and where the result set goes. */
import type { Given, OptionTable } from "./option.ts";
import { STOP_OPTIONS } from "./stop_options.ts";
import { CELL_OPTIONS, PRESET_OPTION } from "./sweep_options.ts";

export const SWEEP_OPTIONS = {
  ...PRESET_OPTION,
  ...CELL_OPTIONS,
  ...STOP_OPTIONS,
  out: {
    value: "DIR",
    byDefault: "results/<UTC timestamp>",
    help: "directory of the result set; must be new or empty",
    example: "results/lab1",
    parse: (text: string) => text,
  },
  resume: {
    value: "DIR",
    help:
      "finish an interrupted sweep, and try its failed trials again; its plan decides, other options may only repeat it",
    example: "results/lab1",
    parse: (text: string) => text,
  },
  "no-plots": { help: "draw no figures at the end", example: "--no-plots", parse: () => true },
  "no-report": { help: "write no report at the end", example: "--no-report", parse: () => true },
  json: {
    help: "the result as one JSON object on stdout, nothing else there",
    example: "--json",
    parse: () => true,
  },
} as const satisfies OptionTable;

export type SweepGiven = Given<typeof SWEEP_OPTIONS>;
