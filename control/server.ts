/**
 * `netio serve`: the listening side. One client is served at a time; others learn at once that it is busy. Without the token's
 * proof a client gets no further than the greeting, and causes no thread to be started.
 */
import { plainAddress } from "../net/host_port.ts";
import { tuneListener } from "../net/listener.ts";
import { errorText } from "../results/words.ts";
import { Channel } from "./channel.ts";
import { ControlError } from "./frames.ts";
import {
  type ClientChannel,
  fromClient,
  type FromServer,
  PADDING,
  PROTOCOL_VERSION,
  STRANGER_FRAME_BYTES_MAX,
  type TrialLimits,
} from "./messages.ts";
import { describeHost, readBootId } from "./host_description.ts";
import { serveClient } from "./server_session.ts";
import { isProof, newNonce } from "./token.ts";

export interface ServerOptions {
  readonly limits: TrialLimits;
  /** The shared secret; `null` admits anyone. */
  readonly token: string | null;
  /** The port of data connections; 0 lets the kernel choose one for each trial. */
  readonly dataPort: number;
  /** The most that TCP_MAXSEG of control and data connections may be; `null` leaves it to kernel and clients. */
  readonly mssBytes: number | null;
  /** How long the client that is served may be idle. */
  readonly idleTimeoutMs: number;
  readonly netioVersion: string;
  /** Receives one line for every event worth logging. */
  readonly log: (line: string) => void;
}

const HANDSHAKE_TIMEOUT_MS = 5000;
const STRANGERS_MAX = 16;
const LEAVING_MS = 250;
const TAKEOVER_MS = 4000;
const ACCEPT_PAUSE_MS = 100;

/** Serves until `stop` is aborted; then nothing of it is left. */
export async function serve(
  listener: Deno.TcpListener,
  options: ServerOptions,
  stop: AbortSignal,
): Promise<void> {
  tuneListener(listener, options.mssBytes);
  const server = new Server(options);
  const end = () => {
    listener.close();
    server.hangUp();
  };
  stop.addEventListener("abort", end);
  const running = new Set<Promise<void>>();
  while (!stop.aborted) {
    const connection = await accepted(listener, stop);
    if (connection === null) continue;
    const conversation = server.converse(connection).finally(() => running.delete(conversation));
    running.add(conversation);
  }
  await Promise.all(running);
}

/** The next connection; `null` when there was none to have (none left of the file descriptors, listener closed). */
async function accepted(listener: Deno.TcpListener, stop: AbortSignal): Promise<Deno.TcpConn | null> {
  try {
    return await listener.accept();
  } catch {
    if (!stop.aborted) await new Promise((resolve) => setTimeout(resolve, ACCEPT_PAUSE_MS));
    return null;
  }
}

/** The client that has the server to itself. */
interface Served {
  readonly channel: ClientChannel;
  /** Its address, and since when. */
  readonly who: string;
  /** What it is recognised by. */
  readonly clientId: string | undefined;
  readonly gone: PromiseWithResolvers<void>;
}

class Server {
  readonly #options: ServerOptions;
  readonly #channels = new Set<ClientChannel>();
  #served: Served | null = null;

  constructor(options: ServerOptions) {
    this.#options = options;
  }

  hangUp(): void {
    for (const channel of this.#channels) channel.close();
  }

  /** One connection from its first byte to its last; never rejects. */
  async converse(connection: Deno.TcpConn): Promise<void> {
    const { hostname, port } = connection.remoteAddr;
    const client = `${plainAddress(hostname)} port ${port}`;
    using channel: ClientChannel = new Channel(connection, {
      schema: fromClient,
      maxFrameBytes: STRANGER_FRAME_BYTES_MAX,
      peer: "client",
    });
    this.#channels.add(channel);
    this.#makeRoom();
    try {
      connection.setNoDelay();
      if (await this.#admit(channel, client)) await this.#serve(channel, connection, client);
    } catch (error) {
      this.#log(client, errorText(error));
    } finally {
      this.#channels.delete(channel);
      if (this.#served?.channel === channel) this.#release(this.#served);
    }
  }

  #release({ gone }: Served): void {
    this.#served = null;
    gone.resolve();
  }

  /**
   * Whether another client is being served. One that is just leaving is waited for, and so is the lost connection of a
   * client that reconnects.
   */
  async #isBusyFor(clientId: string | undefined): Promise<boolean> {
    if (this.#served === null) return false;
    const isBack = clientId !== undefined && this.#served.clientId === clientId;
    if (isBack) this.#served.channel.close(new ControlError("the client has reconnected"));
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, isBack ? TAKEOVER_MS : LEAVING_MS);
    await Promise.race([this.#served.gone.promise, late]);
    clearTimeout(timer);
    return this.#served !== null;
  }

  /** Drops the unauthenticated connection that has taken longest. */
  #makeRoom(): void {
    const strangers = [...this.#channels].filter((channel) => channel !== this.#served?.channel);
    if (strangers.length > STRANGERS_MAX) {
      strangers[0]?.close(new ControlError("dropped: too many unauthenticated connections"));
    }
  }

  async #serve(channel: ClientChannel, connection: Deno.TcpConn, client: string): Promise<void> {
    const { limits, dataPort, mssBytes, idleTimeoutMs, netioVersion } = this.#options;
    const { hostname } = connection.localAddr;
    this.#log(client, "connected");
    const environment = { ...describeHost(hostname, netioVersion) };
    await channel.send({ type: "welcome", limits, bootId: readBootId(), environment, padding: PADDING });
    const log = (line: string) => this.#log(client, line);
    await serveClient(channel, { limits, host: hostname, dataPort, mssBytes, idleTimeoutMs, log });
  }

  /** Greets a client and authenticates it; true when it is the one that is served now. */
  async #admit(channel: ClientChannel, client: string): Promise<boolean> {
    const { token, netioVersion: version } = this.#options;
    let clientId: string | undefined;
    const timer = setTimeout(
      () => channel.close(new ControlError("the client did not authenticate in time")),
      HANDSHAKE_TIMEOUT_MS,
    );
    try {
      const nonce = newNonce();
      await channel.send({
        type: "greeting",
        protocol: PROTOCOL_VERSION,
        version,
        nonce,
        needsToken: token !== null,
      });
      const hello = channel.checked(await channel.receive(HANDSHAKE_TIMEOUT_MS), "hello");
      if (hello.protocol !== PROTOCOL_VERSION) {
        const reason = `this is netio ${version} with protocol ${PROTOCOL_VERSION}, ` +
          `the client is netio ${hello.version} with protocol ${hello.protocol}`;
        return await this.#refuse(channel, client, reason);
      }
      if (token !== null && hello.proof === null) {
        return await this.#refuse(channel, client, "no token was given");
      }
      if (token !== null && !await isProof(token, nonce, hello.proof ?? "")) {
        return await this.#refuse(channel, client, "the token is wrong");
      }
      clientId = hello.client;
    } finally {
      clearTimeout(timer);
    }
    channel.keepAlive();
    if (await this.#isBusyFor(clientId) || this.#served !== null) {
      return await this.#refuse(channel, client, this.#busy(), true);
    }
    const who = `${client} since ${new Date().toISOString()}`;
    this.#served = { channel, who, clientId, gone: Promise.withResolvers() };
    return true;
  }

  /** Only authenticated clients learn which client the server is busy with. */
  #busy(): string {
    const whom = this.#options.token === null ? "" : ` with ${this.#served?.who}`;
    return `the server is busy${whom}; it serves one client at a time`;
  }

  async #refuse(channel: ClientChannel, client: string, reason: string, isBusy = false): Promise<false> {
    this.#log(client, `refused: ${reason}`);
    await channel.send({ type: "refused", reason, isBusy } satisfies FromServer);
    return false;
  }

  #log(client: string, line: string): void {
    this.#options.log(`${client}: ${line}`);
  }
}
