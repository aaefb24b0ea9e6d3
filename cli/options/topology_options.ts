/** The options that say where the two ends of the connections are, and the part of the plan they make. */
import type { SweepPlan } from "../../sweep/plan.ts";
import type { Given, OptionTable } from "./option.ts";
import { UsageError } from "../usage_error.ts";
import { integerWithin, oneOf, parseHostPort, parseNetem, parseTimeout, parseToken } from "./values.ts";

const MTU_MIN = 576;
const MTU_MAX = 65535;
const TIMEOUT_MS = 30_000;

export const TOPOLOGY_OPTIONS = {
  topology: {
    value: "NAME",
    byDefault: "loopback",
    help: "loopback, or netns (a veth pair between two network namespaces; needs root)",
    example: "netns",
    parse: oneOf(["loopback", "netns"]),
  },
  mtu: {
    value: "BYTES",
    byDefault: "the kernel's",
    help: "MTU of the veth pair, 576 to 65535; with --topology netns",
    example: "9000",
    parse: integerWithin(MTU_MIN, MTU_MAX),
  },
  netem: {
    value: "TEXT",
    help: "what tc-netem does to each direction of the veth pair; with --topology netns",
    example: '"delay 1ms loss 0.1%"',
    parse: parseNetem,
  },
  connect: {
    value: "HOST:PORT",
    help: "the far end is netio serve at this address",
    example: "node2:5201",
    parse: parseHostPort,
  },
  direction: {
    value: "WHO",
    byDefault: "server",
    help: "who sends the data: server (netio serve) or client (this end); with --connect",
    example: "client",
    parse: oneOf(["server", "client"]),
  },
  timeout: {
    value: "TIME",
    byDefault: "30s",
    help: "how long to wait for the far end beyond warm-up and window, 1s to 10m; with --connect",
    example: "10s",
    parse: parseTimeout,
  },
  token: {
    value: "SECRET",
    byDefault: "NETIO_TOKEN",
    help: "the secret that the server asks for; the environment variable keeps it out of ps",
    example: "correct-horse",
    parse: parseToken,
  },
} as const satisfies OptionTable;

type TopologyGiven = Given<typeof TOPOLOGY_OPTIONS>;

/** Where a plan's ends are, by the options; undefined when none of them was given. */
export function topologyFrom(given: TopologyGiven): SweepPlan["topology"] | undefined {
  const { topology, mtu, netem, connect, direction, timeout } = given;
  if (connect !== undefined) {
    refuse("--connect", { topology, mtu, netem });
    return { kind: "hosts", ...connect, sender: direction ?? "server", timeoutMs: timeout ?? TIMEOUT_MS };
  }
  refuse("--direction and --timeout need --connect:", { direction, timeout });
  if (topology === "netns") return { kind: "netns", mtuBytes: mtu ?? null, netem: netem ?? null };
  refuse("--mtu and --netem need --topology netns:", { mtu, netem });
  return topology === undefined ? undefined : { kind: "loopback" };
}

function refuse(why: string, options: Readonly<Record<string, unknown>>): void {
  const names = Object.keys(options).filter((name) => options[name] !== undefined);
  if (names.length === 0) return;
  const list = names.map((name) => `--${name}`).join(", ");
  throw new UsageError(
    why.endsWith(":") ? `${why} ${list} has no meaning here` : `${why} and ${list} exclude each other`,
  );
}

/** A command line as it may be written down: the token's value blotted out. */
export function withoutSecrets(args: readonly string[]): string[] {
  return args.map((arg, i) => {
    if (args[i - 1] === "--token") return "…";
    return arg.startsWith("--token=") ? "--token=…" : arg;
  });
}
