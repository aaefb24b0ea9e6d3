/** The options of sweeps that another command runs elsewhere, checked against the sweep's own table before anything starts. */
import { planFrom } from "./sweep_options.ts";
import { parseCommandArguments } from "./parse.ts";
import { SWEEP_OPTIONS, type SweepGiven } from "./sweep_command_options.ts";
import type { SweepPlan } from "../../sweep/plan.ts";
import type { OptionTable } from "./option.ts";
import { UsageError } from "../usage_error.ts";

export interface SweepArguments {
  /** What each pair measures. */
  readonly plan: SweepPlan;
  /** As they were typed. */
  readonly options: readonly string[];
  /** Those that no plan records, so that a resumed sweep needs them again. */
  readonly resumeOptions: readonly string[];
}

const OPTIONS: OptionTable = SWEEP_OPTIONS;

/** What `netio pairs` decides itself, and why. */
const REFUSED: Readonly<Partial<Record<keyof SweepGiven, string>>> = {
  out: "each pair has its own directory below netio pairs --out",
  resume: "netio pairs --resume continues all pairs",
  connect: "netio pairs decides who connects to whom",
  topology: "the two ends are two hosts",
  mtu: "the two ends are two hosts",
  netem: "the two ends are two hosts",
  token: "netio pairs makes one for each run",
  "no-hostname": "result sets of pairs are distinguished by the names of their hosts",
  "dry-run": "netio pairs has it",
  json: "what the sweeps print goes to their logs; netio analyze --json reads their result sets",
  quiet: "what the sweeps print goes to their logs",
};

/** A placeholder for the address and port, which are not known yet. */
const SOMEWHERE = { hostname: "host", port: 1 };

/** @throws UsageError for anything that isn't an option of a sweep, or that `netio pairs` decides */
export function readSweepArguments(args: readonly string[]): SweepArguments {
  const { given, help } = parseCommandArguments(
    { name: "sweep", options: SWEEP_OPTIONS, positionals: { usage: "", min: 0, max: 0 } },
    args,
  );
  if (help) throw new UsageError("--help after --: netio sweep --help lists the options of a sweep");
  for (const [name, why] of Object.entries(REFUSED)) {
    if (name in given) throw new UsageError(`--${name} cannot be given to the sweeps of netio pairs: ${why}`);
  }
  const plan = planFrom({ ...given, connect: SOMEWHERE });
  return { plan, options: args, resumeOptions: unplanned(given) };
}

function unplanned(given: SweepGiven): string[] {
  return Object.entries(given)
    .filter(([name]) => name !== "preset" && OPTIONS[name]?.planned === undefined)
    .map(([name, value]) => value === true ? `--${name}` : `--${name}=${value}`);
}
