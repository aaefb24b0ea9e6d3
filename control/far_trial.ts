/** One trial as the client conducts it: the conversation with the server, from `ready` to its result. */
import { connectionNames, type Socket } from "../net/socket.ts";
import type { SliceOffsets } from "../trial/crew.ts";
import type { End } from "../trial/job.ts";
import type { SideResult } from "../trial/side.ts";
import type { FarSide, TrialConnections } from "../trial/topology.ts";
import type { TrialSpec } from "../trial/trial_spec.ts";
import { middleboxBetween } from "./middlebox.ts";
import type { FromServer, ServerChannel } from "./messages.ts";

/** The server can't run this trial, and says why; the conversation goes on. */
export class TrialRefusedError extends Error {
  override readonly name = "TrialRefusedError";
}

/**
 * The server's next message, which has to be of the given type.
 *
 * @throws TrialRefusedError when it says `failed` instead
 */
export async function answer<T extends FromServer["type"]>(
  channel: ServerChannel,
  type: T,
  timeoutMs: number,
): Promise<Extract<FromServer, { readonly type: T }>> {
  const message = await channel.receive(timeoutMs);
  if (message.type === "failed") throw new TrialRefusedError(`far end: ${message.reason}`);
  return channel.checked(message, type);
}

interface Conversation {
  readonly channel: ServerChannel;
  /** The end that runs here. */
  readonly end: End;
  readonly spec: TrialSpec;
  readonly sockets: readonly Socket[];
  readonly timeoutMs: number;
  /** The server runs on this very machine. */
  readonly sharesMachine: boolean;
  /** Is notified of a middlebox between the ends of the connections; `null` where there is none. */
  readonly onMiddlebox: (middlebox: string | null) => void;
}

/** The connections of a trial whose other ends are the server's. A lost server frees the threads that are blocked on them. */
export function farTrial(conversation: Conversation): TrialConnections {
  const { channel, end, sockets } = conversation;
  const far = new ServerSide(conversation);
  const shutdown = () => sockets.forEach((socket) => socket.shutdown());
  channel.closed.addEventListener("abort", shutdown);
  return {
    sockets: { [end]: sockets },
    far,
    shutdown,
    [Symbol.dispose]() {
      channel.closed.removeEventListener("abort", shutdown);
      for (const socket of sockets) socket[Symbol.dispose]();
      if (!far.isOver) channel.close();
    },
  };
}

class ServerSide implements FarSide {
  readonly timeoutMs: number;
  readonly sharesMachine: boolean;
  readonly #conversation: Conversation;
  #failure: unknown = null;
  #isOver = false;
  #result: Promise<SideResult> | null = null;

  constructor(conversation: Conversation) {
    this.#conversation = conversation;
    this.timeoutMs = conversation.timeoutMs;
    this.sharesMachine = conversation.sharesMachine;
  }

  /** Whether the conversation is where the next trial can begin. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** The end that traffic stops without starts last, when the other has started: the two hosts' clocks are never compared. */
  async startTogether(start: () => void): Promise<void> {
    const { channel, end, spec, sockets, timeoutMs, onMiddlebox } = this.#conversation;
    const isDriving = end === (spec.pattern === "stream" ? "send" : "receive");
    try {
      const { names } = await answer(channel, "ready", timeoutMs);
      onMiddlebox(middleboxBetween(connectionNames(sockets[0]!), names));
      if (!isDriving) start();
      await channel.send({ type: "start" });
      await answer(channel, "started", timeoutMs);
      if (isDriving) start();
    } catch (error) {
      this.#failure = error;
      this.#isOver = error instanceof TrialRefusedError;
      throw error;
    }
  }

  async tellOffsets(offsets: SliceOffsets | null): Promise<void> {
    if (this.#failure === null) await this.#conversation.channel.send({ type: "offsets", offsets });
  }

  result(): Promise<SideResult> {
    return this.#result ??= this.#receiveResult();
  }

  async #receiveResult(): Promise<SideResult> {
    if (this.#failure !== null) throw this.#failure;
    const { side } = await answer(this.#conversation.channel, "result", this.timeoutMs);
    this.#isOver = true;
    return side;
  }
}
