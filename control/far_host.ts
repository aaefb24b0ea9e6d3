/**
 * The topology of two hosts, as the client has it: a control connection to `netio serve`, which runs the other end of
 * every connection. A lost server is looked for again before the next trial.
 */
import { type Patience, joinTrial } from "../net/joining.ts";
import type { End } from "../sweep/job.ts";
import type { SideResult } from "../sweep/side.ts";
import type { EndsEnvironment, FarSide, Topology, TrialConnections } from "../sweep/topology.ts";
import type { TrialSpec } from "../sweep/trial.ts";
import { Channel } from "./channel.ts";
import { drivingDelayNs, drivingEnd, otherEnd } from "./driving.ts";
import { ControlError } from "./frames.ts";
import { describeHost } from "./host_description.ts";
import { type FromServer, fromServer, type Limits, PROTOCOL_VERSION, SERVER_FRAME_BYTES_MAX } from "./messages.ts";
import { fromHex, newNonce, proofOf } from "./token.ts";

export interface FarHostOptions {
  readonly hostname: string;
  readonly port: number;
  /** Who sends the data. */
  readonly sender: "server" | "client";
  /** How long the far end may be silent, and a trial exceed its planned time. */
  readonly timeoutMs: number;
  readonly token: string | null;
  readonly netioVersion: string;
  /** The largest cell of the plan, to be refused at once where the server allows less. */
  readonly needs: Limits;
  readonly stop: AbortSignal;
}

type ServerChannel = Channel<FromServer>;

/** Where the server is, as the control connection found it. */
interface Session {
  readonly channel: ServerChannel;
  readonly host: string;
}

const BUSY_TIMEOUT_MS = 5000;
const BUSY_RETRY_MS = 250;

export class FarHost implements Topology {
  readonly ends: readonly End[];
  readonly #options: FarHostOptions;
  #session: Session | null = null;
  #environment: EndsEnvironment | null = null;

  private constructor(options: FarHostOptions) {
    this.#options = options;
    this.ends = [options.sender === "client" ? "send" : "receive"];
  }

  /** @throws Error in one sentence when the server can't be had */
  static async find(options: FarHostOptions): Promise<FarHost> {
    const far = new FarHost(options);
    await far.connect();
    return far;
  }

  get environment(): EndsEnvironment | null {
    return this.#environment;
  }

  /** Finds the server again if it was lost; a server that has not noticed the loss yet is given some time. */
  async connect(): Promise<boolean> {
    if (this.#session !== null && !this.#session.channel.closed.aborted) return false;
    const isAgain = this.#environment !== null;
    const deadline = performance.now() + BUSY_TIMEOUT_MS;
    for (;;) {
      try {
        this.#session = await this.#greet();
        return true;
      } catch (error) {
        const isBusy = error instanceof RefusedError && error.isBusy;
        if (!isAgain || !isBusy || performance.now() > deadline) throw error;
        await new Promise((resolve) => setTimeout(resolve, BUSY_RETRY_MS));
      }
    }
  }

  async open(spec: TrialSpec): Promise<TrialConnections> {
    const session = this.#session;
    if (session === null || session.channel.closed.aborted) throw new ControlError("the far end is lost");
    const { channel, host } = session;
    const { timeoutMs, stop } = this.#options;
    const [nearEnd] = this.ends as readonly [End];
    const id = newNonce();
    const patience: Patience = { timeoutMs, stop: AbortSignal.any([stop, channel.closed]) };
    try {
      await channel.send({ type: "prepare", id, end: otherEnd(nearEnd), spec });
      const { port } = await answer(channel, "listening", timeoutMs);
      const sockets = await joinTrial(host, port, fromHex(id), spec.threads, spec, patience);
      return trialConnections(channel, nearEnd, spec, sockets, timeoutMs);
    } catch (error) {
      if (!(error instanceof TrialRefusedError)) channel.close();
      throw error;
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#session?.channel.close();
    return Promise.resolve();
  }
}
