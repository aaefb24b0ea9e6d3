/** What two plans asked for differently, by the options that ask for it: a netem stands nowhere but in `plan.json`. */
import { bytesText } from "../results/number_text.ts";
import type { ResultRow } from "../results/columns.ts";
import type { LoadedResults } from "../results/load.ts";
import { jsonLeaves } from "./json_leaves.ts";

export interface PlanDifference {
  /** The option; the path into `plan.json` where this netio knows none. */
  readonly name: string;
  readonly a: string;
  readonly b: string;
  /** The column that tells what came of it; `null` where none does. */
  readonly column: keyof ResultRow | null;
}

type Plan = NonNullable<LoadedResults["plan"]>;

/** Differs without meaning anything, or shows in the cells themselves. */
const NOT_COMPARED = /^(schema|runId|seed|modes|sizes|threads|repeats|untilCi)\b/;

const OPTIONS: Readonly<Record<string, readonly [option: string, column?: keyof ResultRow]>> = {
  "rx": ["--rx", "rx"],
  "pattern": ["--pattern", "pattern"],
  "topology.kind": ["--topology", "topology"],
  "topology.mtuBytes": ["--mtu"],
  "topology.netem": ["--netem"],
  "topology.hostname": ["--connect, host"],
  "topology.port": ["--connect, port"],
  "topology.sender": ["--direction"],
  "topology.timeoutMs": ["--timeout"],
  "warmupMs": ["--warmup", "warmup_s"],
  "durationMs": ["--duration"],
  "alignBytes": ["--align", "align"],
  "workingSetBytes": ["--working-set"],
  "reapEvery": ["--reap-every"],
  "poolDepth": ["--pool-depth"],
  "pin.kind": ["--pin", "tx_cpus"],
  "pin.tx": ["--pin, tx", "tx_cpus"],
  "pin.rx": ["--pin, rx", "rx_cpus"],
  "congestion": ["--congestion", "congestion_control"],
  "nodelay": ["--nodelay", "nodelay"],
  "sndbufBytes": ["--sndbuf", "sndbuf"],
  "rcvbufBytes": ["--rcvbuf", "rcvbuf"],
  "mssBytes": ["--mss", "mss"],
  "counters": ["--counters"],
};

/** In the order of A's plan. */
export function planDifferences(a: Plan, b: Plan): PlanDifference[] {
  const [leavesA, leavesB] = [new Map(jsonLeaves(a)), new Map(jsonLeaves(b))];
  const paths = [...new Set([...leavesA.keys(), ...leavesB.keys()])];
  return paths.filter((path) => !NOT_COMPARED.test(path) && leavesA.get(path) !== leavesB.get(path))
    .map((path) => {
      const [name, column = null] = OPTIONS[path] ?? [path];
      return { name, a: valueText(path, leavesA.get(path)), b: valueText(path, leavesB.get(path)), column };
    });
}

/** With the unit that the path names. */
function valueText(path: string, text: string | undefined): string {
  if (text === undefined) return "not given";
  if (!Number.isFinite(Number(text))) return text;
  if (path.endsWith("Ms")) return `${text} ms`;
  return path.endsWith("Bytes") ? bytesText(Number(text)) : text;
}
