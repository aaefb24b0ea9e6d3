/**
 * Where the two ends of a trial's connections are: on loopback, in two network namespaces, or on two hosts. A trial
 * knows only this interface, so all of them take the same path through the program.
 */
import { type ConnectionPlaces, LocalConnections } from "../net/connections.ts";
import { type VethOptions, VethPair } from "../net/veth.ts";
import type { SliceOffsets, StartTogether } from "./crew.ts";
import type { End } from "./job.ts";
import { DEFAULTS, socketOptionsOf } from "./settings.ts";
import type { SideResult, SideSockets } from "./side.ts";
import type { TrialSpec } from "./trial_spec.ts";

/** A description of each end: of its namespace, or of the host it is on. */
export type EndsEnvironment = Readonly<Record<End, unknown>>;

export interface Topology extends AsyncDisposable {
  /** The ends of each connection that run in this process. */
  readonly ends: readonly End[];
  /**
   * Makes sure that trials can be run, now or again.
   *
   * @returns true when threads of a far end are new, so that their code has to be warmed up
   * @throws Error when a far end can't be reached
   */
  connect(): Promise<boolean>;
  /** What environment.json says of the ends, where they are not simply on this machine's loopback. */
  readonly environment: EndsEnvironment | null;
  /** Round trip without load, as far as that is known before any trial. */
  readonly rttMs: number;
  /** The middlebox that terminated or translated the connections of the last trial; `null` where there was none. */
  readonly middlebox: string | null;
  /** The longest trial that is allowed, ms. */
  readonly longestMs: number;
  /** Makes the connections of one trial. */
  open(spec: TrialSpec): Promise<TrialConnections>;
}

/** The sockets of one trial that this process holds, by end and in order of connection; closed by `using`. */
export interface TrialConnections extends Disposable {
  readonly sockets: SideSockets;
  /** The other process's share of the trial; `null` where there is none. */
  readonly far: FarSide | null;
  /** Frees every thread that is blocked on one of the sockets. */
  shutdown(): void;
}

/** What another process does for a trial. */
export interface FarSide {
  /** Makes both sides start, the one that drives the traffic last. */
  startTogether: StartTogether;
  /** It runs on this very machine. */
  readonly sharesMachine: boolean;
  /** How much longer than planned a trial may take. */
  readonly timeoutMs: number;
  /** Tells the edges of this side's slices to its receivers; `null` when the senders failed. */
  tellOffsets(offsets: SliceOffsets | null): Promise<void>;
  /** Its result, once its jobs have ended, the same each time; rejects when it can't be obtained. */
  result(): Promise<SideResult>;
}

/** What holds wherever both ends are in this process. */
const BOTH_ENDS_HERE = {
  ends: ["send", "receive"],
  middlebox: null,
  longestMs: Infinity,
  connect: () => Promise.resolve(false),
} as const;

/** Both ends in this process, over the loopback interface. */
export const LOOPBACK: Topology = {
  ...BOTH_ENDS_HERE,
  environment: null,
  rttMs: 0,
  open: (spec) => Promise.resolve(localTrial(spec)),
  [Symbol.asyncDispose]: () => Promise.resolve(),
};

/** The connections of a trial whose two ends are in this process. */
function localTrial(spec: TrialSpec, places?: ConnectionPlaces): TrialConnections {
  const connections = new LocalConnections(spec.threads, socketOptionsOf(spec), places);
  return {
    sockets: {
      send: connections.pairs.map(({ tx }) => tx),
      receive: connections.pairs.map(({ rx }) => rx),
    },
    far: null,
    shutdown: () => connections.shutdown(),
    [Symbol.dispose]: () => connections[Symbol.dispose](),
  };
}

/** How long it takes to connect: a round trip and little more. */
function connectMs(veth: VethPair): number {
  const startMs = performance.now();
  new LocalConnections(1, socketOptionsOf(DEFAULTS), veth)[Symbol.dispose]();
  return performance.now() - startMs;
}

/**
 * Both ends in this process, in two network namespaces with a veth pair between them; they end with it.
 *
 * @throws Error naming what is missing, or what `ip` or `tc` said
 */
export async function netnsTopology(options: VethOptions): Promise<Topology> {
  const veth = await VethPair.create(options);
  const { server, client } = veth.describe();
  const rttMs = Math.min(...Array.from({ length: 3 }, () => connectMs(veth)));
  return {
    ...BOTH_ENDS_HERE,
    environment: { send: server, receive: client },
    rttMs,
    open: (spec) => Promise.resolve(localTrial(spec, veth)),
    [Symbol.asyncDispose]: () => Promise.resolve(veth[Symbol.dispose]()),
  };
}
