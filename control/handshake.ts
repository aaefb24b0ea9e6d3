/** How a client finds a server: the connection, versions, token and limits, and the threads for its sweep. */
import { ByteStream } from "../net/byte_stream.ts";
import { hostPortText } from "../net/host_port.ts";
import { reach } from "../net/reach.ts";
import { errorText } from "../results/words.ts";
import { Channel } from "./channel.ts";
import { answer } from "./far_trial.ts";
import { ControlError } from "./frames.ts";
import { readBootId } from "./host_description.ts";
import {
  beyond,
  FRAME_BYTES_MAX,
  type FromServer,
  fromServer,
  PADDING,
  PROTOCOL_VERSION,
  type ServerChannel,
  type TrialLimits,
} from "./messages.ts";
import { swallowedText } from "./silence.ts";
import { proofOf } from "./token.ts";

export interface GreetingOptions {
  readonly hostname: string;
  readonly port: number;
  /** TCP_MAXSEG of the control connection; `null` leaves it to the kernel. */
  readonly mssBytes: number | null;
  /** How long the far end may be silent, and a trial exceed its planned time. */
  readonly timeoutMs: number;
  readonly token: string | null;
  readonly netioVersion: string;
  /** By which the server recognises this process. */
  readonly clientId: string;
  /** The plan's largest cell: refused at once where the server allows less. */
  readonly needs: TrialLimits;
  readonly stop: AbortSignal;
}

/** A server that has accepted this client, its threads waiting. */
export interface FarSession {
  readonly channel: ServerChannel;
  /** The IP address under which the server was reached, for the data connections; with its scope if it has one. */
  readonly farAddress: string;
  readonly nearAddress: string;
  /** How long it took to connect: a round trip and little more. */
  readonly rttMs: number;
  readonly limits: TrialLimits;
  readonly farEnvironment: Readonly<Record<string, unknown>>;
  /** The server runs on this very machine (in a container, or a namespace). */
  readonly sharesMachine: boolean;
}

/** The server refuses this client. */
export class RefusedError extends Error {
  override readonly name = "RefusedError";
  readonly isBusy: boolean;

  constructor(message: string, isBusy: boolean) {
    super(message);
    this.isBusy = isBusy;
  }
}

/** @throws Error in one sentence that names the server and says why it can't be reached, or that `stop` was aborted */
export async function greet(options: GreetingOptions): Promise<FarSession> {
  const { timeoutMs, stop } = options;
  const where = `--connect ${hostPortText(options)}`;
  try {
    stop.throwIfAborted();
    const { socket, farAddress, nearAddress } = await reach(options, { timeoutMs, stop });
    const stream = new ByteStream(socket);
    const channel: ServerChannel = new Channel(stream, {
      schema: fromServer,
      maxFrameBytes: FRAME_BYTES_MAX,
      peer: "far end",
    });
    const hangUp = () => channel.close();
    stop.addEventListener("abort", hangUp);
    channel.closed.addEventListener("abort", () => stop.removeEventListener("abort", hangUp));
    const rttMs = stream.path?.rttMs ?? 0;
    try {
      const { limits, environment, bootId } = await introduce(channel, options);
      const sharesMachine = bootId !== "" && bootId === readBootId();
      return { channel, limits, farEnvironment: environment, nearAddress, rttMs, farAddress, sharesMachine };
    } catch (error) {
      channel.close();
      throw error instanceof ControlError ? explained(error, channel, stream) : error;
    }
  } catch (error) {
    if (stop.aborted) throw new ControlError(`${where}: stopped while connecting`);
    const reason = `${where}: ${errorText(error)}`;
    throw error instanceof RefusedError ? new RefusedError(reason, error.isBusy) : new Error(reason);
  }
}

/** An error of a conversation that broke off, with what TCP knows about it. */
function explained(error: ControlError, { heard }: ServerChannel, { path }: ByteStream): ControlError {
  const swallowed = swallowedText(heard, path);
  return swallowed === null ? error : new ControlError(`${error.message}: ${swallowed}`);
}

async function introduce(channel: ServerChannel, options: GreetingOptions) {
  const { timeoutMs, token, netioVersion, clientId, needs } = options;
  const greeting = await notRefused(channel, "greeting", timeoutMs);
  if (greeting.protocol !== PROTOCOL_VERSION) {
    throw new ControlError(
      `the far end is netio ${greeting.version} with protocol ${greeting.protocol}, ` +
        `this is netio ${netioVersion} with protocol ${PROTOCOL_VERSION}: use one version on both`,
    );
  }
  if (greeting.needsToken && token === null) {
    throw new ControlError("the far end requires a token: set NETIO_TOKEN, or give --token");
  }
  const proof = greeting.needsToken && token !== null ? await proofOf(token, greeting.nonce) : null;
  const hello = { protocol: PROTOCOL_VERSION, version: netioVersion, proof, client: clientId };
  await channel.send({ type: "hello", ...hello });
  channel.keepAlive();
  const welcome = await notRefused(channel, "welcome", timeoutMs);
  const obstacle = beyond(welcome.limits, needs);
  if (obstacle !== null) throw new ControlError(obstacle);
  await channel.send({ type: "recruit", threads: needs.threads, timeoutMs, padding: PADDING });
  await answer(channel, "recruited", timeoutMs);
  return welcome;
}

async function notRefused<T extends "greeting" | "welcome">(
  channel: ServerChannel,
  type: T,
  timeoutMs: number,
): Promise<Extract<FromServer, { readonly type: T }>> {
  const message = await channel.receive(timeoutMs);
  if (message.type === "refused") throw new RefusedError(message.reason, message.isBusy);
  return channel.checked(message, type);
}
