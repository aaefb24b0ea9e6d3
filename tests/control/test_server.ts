/** A server in the test's own process, and clients that know the protocol's words but none of its manners. */
import { Channel } from "../../control/channel.ts";
import { FarHost, type FarHostOptions } from "../../control/far_host.ts";
import { type FromClient, type FromServer, fromServer, type ServerChannel } from "../../control/messages.ts";
import { serve, type ServerOptions } from "../../control/server.ts";
import { proofOf } from "../../control/token.ts";

export const VERSION = "0.0.0-test";

export const LIMITS = { threads: 4, messageBytes: 65536, durationMs: 1000 } as const;

/** Ended by `await using`. */
export class TestServer implements AsyncDisposable {
  readonly port: number;
  readonly lines: string[] = [];
  readonly #stop = new AbortController();
  readonly #over: Promise<void>;

  constructor(options: Partial<ServerOptions> = {}) {
    const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    this.port = listener.addr.port;
    const log = (line: string) => void this.lines.push(line);
    const defaults = {
      limits: LIMITS,
      token: null,
      dataPort: 0,
      mssBytes: null,
      idleTimeoutMs: 5000,
      netioVersion: VERSION,
      log,
    };
    this.#over = serve(listener, { ...defaults, ...options }, this.#stop.signal);
  }

  /** What the ordinary client makes of this server. */
  find(options: Partial<FarHostOptions> = {}): Promise<FarHost> {
    return FarHost.find({
      hostname: "127.0.0.1",
      port: this.port,
      mssBytes: null,
      sender: "server",
      timeoutMs: 20_000,
      token: null,
      netioVersion: VERSION,
      needs: { threads: 1, messageBytes: 4096, durationMs: 100 },
      stop: new AbortController().signal,
      ...options,
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#over;
  }
}

/** What a client by hand says of itself. */
export interface Credentials {
  readonly token?: string;
  /** By which it is known again. */
  readonly client?: string;
}

/** A client by hand; closed by `using`. */
export class HandClient implements Disposable {
  readonly channel: ServerChannel;
  readonly #connection: Deno.TcpConn;

  private constructor(connection: Deno.TcpConn) {
    this.#connection = connection;
    this.channel = new Channel(connection, {
      schema: fromServer,
      maxFrameBytes: 2 ** 20,
      peer: "server",
    });
  }

  static async connect(port: number): Promise<HandClient> {
    return new HandClient(await Deno.connect({ hostname: "127.0.0.1", port }));
  }

  /** Comes in by the ordinary words. */
  static async welcomed(port: number, { token, client: id }: Credentials = {}): Promise<HandClient> {
    const client = await HandClient.connect(port);
    const { protocol, nonce } = client.channel.checked(await client.next(), "greeting");
    const proof = token === undefined ? null : await proofOf(token, nonce);
    await client.say({ type: "hello", protocol, version: VERSION, proof, client: id });
    client.channel.checked(await client.next(), "welcome");
    return client;
  }

  next(): Promise<FromServer> {
    return this.channel.receive(5000);
  }

  say(message: FromClient): Promise<void> {
    return this.channel.send(message);
  }

  /** Any bytes, however wrong. */
  async sayRaw(bytes: Uint8Array): Promise<void> {
    await this.#connection.write(bytes);
  }

  /** The server's reason for hanging up is its own; here it is only that it did. */
  async hungUp(): Promise<boolean> {
    if (!this.channel.closed.aborted) {
      await new Promise((resolve) => {
        const timer = setTimeout(resolve, 5000);
        this.channel.closed.addEventListener("abort", () => {
          clearTimeout(timer);
          resolve(null);
        });
      });
    }
    return this.channel.closed.aborted;
  }

  [Symbol.dispose](): void {
    this.channel.close();
  }
}
