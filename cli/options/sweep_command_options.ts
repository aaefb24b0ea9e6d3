/** All options of `netio sweep`: what to measure, when to stop, and where the result set goes. */
import { type Given, type OptionTable, switchOption } from "./option.ts";
import { STOP_OPTIONS } from "./stop_options.ts";
import { oneOf } from "./values.ts";
import { CELL_OPTIONS, PRESET_OPTION } from "./sweep_options.ts";

export const SWEEP_OPTIONS = {
  ...PRESET_OPTION,
  ...CELL_OPTIONS,
  ...STOP_OPTIONS,
  out: {
    value: "DIR",
    byDefault: "results/<host>-<UTC timestamp>",
    help: "directory of the result set; must be new or empty",
    example: "results/lab1",
    short: "o",
    parse: String,
  },
  resume: {
    value: "DIR",
    help: "finish an interrupted sweep and retry its failed trials; other options must match its plan.json",
    example: "results/lab1",
    parse: String,
  },
  title: {
    value: "TEXT",
    help: "the report's title, instead of host and date",
    example: '"node7, jumbo frames"',
    parse: String,
  },
  "no-hostname": switchOption("leave this host's name out of the directory, the records and the report"),
  "no-plots": switchOption("do not draw figures at the end"),
  "no-report": switchOption("do not write a report at the end"),
  "dry-run": switchOption("print the number of trials, the estimated time and the directory, then exit"),
  tables: {
    value: "WHICH",
    byDefault: "main",
    help: "main (one table before the answer), or all (every statistic, and every comparison)",
    example: "all",
    parse: oneOf(["main", "all"]),
  },
  quiet: switchOption("print the answer alone on stdout, and only errors on stderr", "q"),
  json: switchOption("the result as one JSON object on stdout, and nothing else"),
} as const satisfies OptionTable;

export type SweepGiven = Given<typeof SWEEP_OPTIONS>;
