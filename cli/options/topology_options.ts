/** The options that say where the two ends of the connections are, and their part of the plan. */
import { hostPortText } from "../../net/host_port.ts";
import type { SweepPlan } from "../../sweep/plan.ts";
import { choice } from "../../trial/forms.ts";
import { DEFAULTS, HOSTS, NETNS } from "../../trial/settings.ts";
import { UsageError } from "../usage_error.ts";
import { formOption } from "./forms.ts";
import { type Given, type OptionTable, plannedAt } from "./option.ts";
import { parseHostPort } from "./trial_values.ts";
import { parseToken } from "./values.ts";

export const TOPOLOGY_OPTIONS = {
  topology: formOption(choice(["loopback", "netns"]), {
    value: "NAME",
    byDefault: DEFAULTS.topology.kind,
    help: "loopback, or netns (a veth pair between two network namespaces; needs root)",
    example: "netns",
    planned: plannedAt("topology", "kind"),
  }),
  mtu: formOption(NETNS.mtuBytes, {
    value: "BYTES",
    help: "with --topology netns: MTU of the veth pair",
    example: "9000",
    planned: plannedAt("topology", "mtuBytes"),
  }),
  netem: formOption(NETNS.netem, {
    value: "TEXT",
    help: "with --topology netns: what tc-netem does to each direction of the veth pair",
    example: '"delay 1ms loss 0.1%"',
    planned: plannedAt("topology", "netem"),
  }),
  connect: {
    value: "HOST:PORT",
    help: "the far end is netio serve at this address",
    example: "node2:5201",
    parse: parseHostPort,
    text: hostPortText,
    planned: ({ topology }: SweepPlan) =>
      topology.kind === "hosts" ? { hostname: topology.hostname, port: topology.port } : null,
  },
  direction: formOption(HOSTS.sender, {
    value: "WHO",
    help: "with --connect: who sends the data, server (netio serve) or client (this end)",
    example: "client",
    planned: plannedAt("topology", "sender"),
  }),
  timeout: formOption(HOSTS.timeoutMs, {
    value: "TIME",
    help: "with --connect: how long to wait for the far end beyond warm-up and window",
    example: "10s",
    planned: plannedAt("topology", "timeoutMs"),
  }),
  token: {
    value: "SECRET",
    byDefault: "NETIO_TOKEN",
    help: "the secret that the server requires; the environment variable keeps it out of ps",
    example: "correct-horse",
    parse: parseToken,
  },
} as const satisfies OptionTable;

type TopologyGiven = Given<typeof TOPOLOGY_OPTIONS>;

/** Where the options put a plan's ends; undefined if none of them was given. */
export function topologyFrom(given: TopologyGiven): SweepPlan["topology"] | undefined {
  const { topology, mtu, netem, connect, direction, timeout } = given;
  if (connect !== undefined) {
    const others = namesOf({ topology, mtu, netem });
    if (others.length > 0) throw new UsageError(`--connect and ${others.join(", ")} are mutually exclusive`);
    const { sender, timeoutMs } = HOSTS;
    return {
      kind: "hosts",
      ...connect,
      sender: direction ?? sender.byDefault,
      timeoutMs: timeout ?? timeoutMs.byDefault,
    };
  }
  refuseWithout("--connect", { direction, timeout });
  if (topology === "netns") return { kind: "netns", mtuBytes: mtu ?? null, netem: netem ?? null };
  refuseWithout("--topology netns", { mtu, netem });
  return topology === undefined ? undefined : { kind: "loopback" };
}

/** @throws UsageError if any of the options was given, which need another one */
function refuseWithout(needed: string, options: Readonly<Record<string, unknown>>): void {
  const names = namesOf(options);
  if (names.length === 0) return;
  throw new UsageError(`${names.join(" and ")} ${names.length === 1 ? "needs" : "need"} ${needed}`);
}

/** Those that were given. */
function namesOf(options: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(options).filter((name) => options[name] !== undefined).map((name) => `--${name}`);
}
