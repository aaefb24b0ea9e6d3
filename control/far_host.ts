/**
 * The topology of two hosts, as seen by the client: a control connection to `netio serve`, which runs the other end of
 * every connection. A lost server is reconnected before the next trial.
 */
import { joinTrial } from "../net/data_connections.ts";
import type { End } from "../trial/job.ts";
import { socketOptionsOf } from "../trial/settings.ts";
import type { EndsEnvironment, Topology, TrialConnections } from "../trial/topology.ts";
import type { TrialSpec } from "../trial/trial_spec.ts";
import { answer, farTrial, TrialRefusedError } from "./far_trial.ts";
import { type FarSession, greet, type GreetingOptions, RefusedError } from "./handshake.ts";
import { describeHost } from "./host_description.ts";
import { newNonce } from "./token.ts";

export interface FarHostOptions extends Omit<GreetingOptions, "clientId"> {
  /** Who sends the data. */
  readonly sender: "server" | "client";
}

const FIND_AGAIN_MS = 5000;
const RETRY_MS = 250;

export class FarHost implements Topology {
  readonly ends: readonly [End];
  readonly #options: FarHostOptions & GreetingOptions;
  #session: FarSession;
  #middlebox: string | null = null;

  private constructor(options: FarHostOptions & GreetingOptions, session: FarSession) {
    this.#options = options;
    this.#session = session;
    this.ends = [options.sender === "client" ? "send" : "receive"];
  }

  /** @throws Error in one sentence when the server can't be reached */
  static async find(options: FarHostOptions): Promise<FarHost> {
    const known = { ...options, clientId: newNonce() };
    return new FarHost(known, await greet(known));
  }

  /** Both hosts, and the interfaces the traffic uses. */
  get environment(): EndsEnvironment {
    const { nearAddress, farEnvironment } = this.#session;
    const near = describeHost(nearAddress, this.#options.netioVersion);
    return this.ends[0] === "send"
      ? { send: near, receive: farEnvironment }
      : { send: farEnvironment, receive: near };
  }

  get rttMs(): number {
    return this.#session.rttMs;
  }

  get longestMs(): number {
    return this.#session.limits.durationMs;
  }

  /** Reconnects to the server if it was lost; one that is starting, or has not noticed the loss, is given some time. */
  async connect(): Promise<boolean> {
    if (!this.#session.channel.closed.aborted) return false;
    const { timeoutMs, stop } = this.#options;
    const deadline = performance.now() + Math.min(timeoutMs, FIND_AGAIN_MS);
    for (;;) {
      try {
        this.#session = await greet(this.#options);
        return true;
      } catch (error) {
        const isFinal = error instanceof RefusedError && !error.isBusy;
        if (isFinal || stop.aborted || performance.now() > deadline) throw error;
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
  }

  get middlebox(): string | null {
    return this.#middlebox;
  }

  async open(spec: TrialSpec): Promise<TrialConnections> {
    const { channel, farAddress, sharesMachine } = this.#session;
    channel.closed.throwIfAborted();
    const { timeoutMs, stop } = this.#options;
    const [end] = this.ends, farEnd = end === "send" ? "receive" : "send";
    const id = newNonce();
    try {
      await channel.send({ type: "prepare", id, end: farEnd, spec, sharesMachine });
      const { port } = await answer(channel, "listening", timeoutMs);
      const patience = { timeoutMs, stop: AbortSignal.any([stop, channel.closed]) };
      const options = socketOptionsOf(spec);
      const sockets = await joinTrial(
        farAddress,
        port,
        Uint8Array.fromHex(id),
        spec.threads,
        options,
        patience,
      );
      const onMiddlebox = (middlebox: string | null) => void (this.#middlebox = middlebox);
      return farTrial({ channel, end, spec, sockets, timeoutMs, sharesMachine, onMiddlebox });
    } catch (error) {
      if (!(error instanceof TrialRefusedError)) channel.close();
      throw error;
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#session.channel.close();
    return Promise.resolve();
  }
}
