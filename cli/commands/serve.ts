/** `netio serve`: the far end of a two-host run. */
import config from "../../deno.json" with { type: "json" };
import { serve as serveClients } from "../../control/server.ts";
import { Interruption } from "../interruption.ts";
import { listenError } from "../listen_error.ts";
import { command, type Given, type OptionTable } from "../options/option.ts";
import { UsageError } from "../usage_error.ts";
import {
  formatSize,
  integerWithin,
  parseDuration,
  parseHostPort,
  parseSize,
  parseToken,
  THREADS_MAX,
} from "../options/values.ts";

const DEFAULT_PORT = 5201;
const MESSAGE_BYTES = 64 * 1024 ** 2;
const DURATION_MS = 600e3;
const IDLE_TIMEOUT_MS = 60e3;

const SERVE_OPTIONS = {
  listen: {
    value: "ADDR:PORT",
    byDefault: `127.0.0.1:${DEFAULT_PORT}`,
    help: "where clients connect; an address other than loopback needs a token",
    example: "192.0.2.7:5201",
    parse: parseHostPort,
  },
  "data-port": {
    value: "PORT",
    byDefault: "any",
    help: "port of the data connections, for firewalls",
    example: "5202",
    parse: integerWithin(1, 65535),
  },
  token: {
    value: "SECRET",
    byDefault: "NETIO_TOKEN",
    help: "secret that clients must know; the environment variable keeps it out of ps",
    example: "correct-horse",
    parse: parseToken,
  },
  insecure: {
    help: "serve on any address without a token: whoever reaches the port can load this machine",
    example: "--insecure",
    parse: () => true,
  },
  "max-threads": {
    value: "N",
    byDefault: String(THREADS_MAX),
    help: `most connections of a trial, 1 to ${THREADS_MAX}`,
    example: "8",
    parse: integerWithin(1, THREADS_MAX),
  },
  "max-message": {
    value: "SIZE",
    byDefault: formatSize(MESSAGE_BYTES),
    help: "longest message, 8 to 1Gi bytes",
    example: "1Mi",
    parse: parseSize,
  },
  "max-duration": {
    value: "TIME",
    byDefault: "10m",
    help: "longest trial, warm-up and window, 10ms to 1h",
    example: "10s",
    parse: parseDuration,
  },
} as const satisfies OptionTable;

type ServeGiven = Given<typeof SERVE_OPTIONS>;

export const serve = command({
  name: "serve",
  summary: "be the far end of a two-host run (the other host: netio sweep --connect)",
  positionals: { usage: "", min: 0, max: 0 },
  options: SERVE_OPTIONS,
  examples: [
    "NETIO_TOKEN=correct-horse netio serve --listen 0.0.0.0:5201",
    "netio serve --listen [::1]:5201 --max-threads 8 --max-duration 10s",
  ],
  run: runServe,
});

async function runServe(given: ServeGiven): Promise<number> {
  const token = given.token ?? tokenOfEnvironment();
  using interruption = new Interruption();
  const listener = listenAt(given.listen ?? { hostname: "127.0.0.1", port: DEFAULT_PORT });
  const { hostname, port } = listener.addr;
  if (token === null && !given.insecure && !isLoopback(hostname)) {
    listener.close();
    throw new UsageError(
      `--listen ${hostname}: an address other than loopback needs a secret: set NETIO_TOKEN (or --token), ` +
        "or give --insecure",
    );
  }
  const where = `${hostname.includes(":") ? `[${hostname}]` : hostname}:${port}`;
  console.error(`listening on ${where}, ${token === null ? "open to everybody" : "token needed"}`);
  await serveClients(listener, {
    limits: {
      threads: given["max-threads"] ?? THREADS_MAX,
      messageBytes: given["max-message"] ?? MESSAGE_BYTES,
      durationMs: given["max-duration"] ?? DURATION_MS,
    },
    token,
    dataPort: given["data-port"] ?? 0,
    idleTimeoutMs: IDLE_TIMEOUT_MS,
    netioVersion: config.version,
    log: (line) => console.error(`${new Date().toISOString()} ${line}`),
  }, interruption.signal);
  return interruption.code ?? 0;
}

/** The secret in NETIO_TOKEN; `null` when it is not set. */
export function tokenOfEnvironment(): string | null {
  return Deno.env.get("NETIO_TOKEN") || null;
}

function listenAt(
  { hostname, port }: { readonly hostname: string; readonly port: number },
): Deno.TcpListener {
  try {
    return Deno.listen({ hostname, port });
  } catch (error) {
    throw listenError(`--listen ${hostname}:${port}`, error);
  }
}

function isLoopback(address: string): boolean {
  return address === "::1" || /^(::ffff:)?127\./.test(address);
}
