/**
 * The one table of settings: what a user may set about a trial besides its cell, each with its limits and default. The
 * plan, the trial spec, the control protocol and the command-line options are built from it.
 *
 * `null` means "not requested". Times are in ms, sizes in bytes. A setting has the name of its option, followed by its
 * unit (`results/option_names.ts`).
 */
import { z } from "zod";
import { QUEUE_DEPTH, REAP_EVERY } from "../modes/mode.ts";
import type { SocketOptions } from "../net/socket_options.ts";
import { COUNTERS_ASKED } from "../perf/events.ts";
import {
  bytes,
  choice,
  defaultsOf,
  type Forms,
  integer,
  name,
  optional,
  own,
  powerOfTwo,
  shapeOf,
  time,
  type ValuesOf,
} from "./forms.ts";
import { pinSchema } from "./placement.ts";

const KIB = 1024, GIB = KIB ** 3;
const MINUTE_MS = 60e3, HOUR_MS = 60 * MINUTE_MS;

/** The parts of `topology`: of namespaces, and of two hosts. */
export const NETNS = {
  mtuBytes: optional(integer(576, 65535)),
  netem: optional(name(/^[a-z][a-z0-9.% ]*$/i, "the words of tc-netem(8)"), "none"),
};
export const HOSTS = {
  hostname: name(/^[^\s[\]]{1,255}$/, "a name or an address"),
  port: integer(0, 65535),
  /** Who sends the data. */
  sender: choice(["server", "client"], "server"),
  /** How long the far end may be silent, and by how much a trial may exceed its planned time. */
  timeoutMs: time(1e3, 10 * MINUTE_MS, 30e3),
};

const topologySchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("loopback") }),
  z.strictObject({ kind: z.literal("netns"), ...shapeOf(NETNS) }),
  z.strictObject({ kind: z.literal("hosts"), ...shapeOf(HOSTS) }),
]);

export const SETTINGS = {
  warmupMs: time(0, HOUR_MS, 200),
  /** Measured time of each mode in a trial. */
  durationMs: time(10, HOUR_MS, 1000),
  /** Whether the modes take turns within a trial, or have trials of their own. */
  interleave: choice(["auto", "slices", "trials"], "auto"),
  /** The measured part of a turn, and the unmeasured part before it, in which the previous mode's data drains. */
  sliceMs: optional(time(1, HOUR_MS), "20ms, or more where messages, round trips or waiting threads need it"),
  washoutMs: optional(time(0, HOUR_MS), "4ms, or more where the path needs it"),
  /** `stream`: one end sends, the other receives. `rr`: the receiving end asks, the sending end answers. */
  pattern: choice(["stream", "rr"], "stream"),
  topology: own(topologySchema, { kind: "loopback" }),
  /** Of the 8 fields. */
  alignBytes: powerOfTwo(1, 4 * KIB, 4 * KIB),
  /** Memory of the messages that a sender cycles through. */
  workingSetBytes: optional(bytes(4 * KIB, 16 * GIB), "one message"),
  /** Sends after which MSG_ZEROCOPY modes read completions. */
  reapEvery: integer(1, 4096, REAP_EVERY),
  /** The most messages that io_uring modes submit per system call. */
  queueDepth: integer(1, 256, QUEUE_DEPTH),
  /** Verifies every message instead of measuring, with this many send buffers used round-robin. */
  poolDepth: optional(integer(1, 256)),
  /** Where threads run. */
  pin: own(pinSchema, { kind: "auto" }),
  congestion: name(/^[a-z0-9_-]{1,15}$/, "auto, system, or the name of an algorithm", "auto"),
  nodelay: choice(["auto", "on", "off"], "auto"),
  sndbufBytes: optional(bytes(4 * KIB, GIB)),
  rcvbufBytes: optional(bytes(4 * KIB, GIB)),
  mssBytes: optional(integer(88, 32767)),
  counters: choice(COUNTERS_ASKED, "on"),
} satisfies Forms;

export type Settings = ValuesOf<typeof SETTINGS>;

/** The schemas of all settings, for the plan and the trial spec. */
export const SETTINGS_SHAPE = shapeOf(SETTINGS);

export const DEFAULTS: Settings = defaultsOf(SETTINGS);

/** Only the settings, of an object that has more. */
export function settingsOf(all: Settings): Settings {
  const names = Object.keys(SETTINGS) as (keyof Settings)[];
  return Object.fromEntries(names.map((name) => [name, all[name]])) as Settings;
}

/** The socket options of a trial. What `auto` means is decided here and nowhere else. */
export function socketOptionsOf(settings: Settings): SocketOptions {
  const { congestion, nodelay, topology, pattern } = settings;
  return {
    ...settings,
    congestion: congestion === "auto" && topology.kind === "hosts" ? "system" : congestion,
    nodelay: nodelay === "auto" ? (pattern === "rr" ? "on" : "off") : nodelay,
  };
}
