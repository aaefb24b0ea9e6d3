/** `netio serve`: the far end of a two-host run. */
import config from "../../deno.json" with { type: "json" };
import { serve as serveClients } from "../../control/server.ts";
import { type HostPort, hostPortText, plainAddress } from "../../net/host_port.ts";
import { Interruption } from "../interruption.ts";
import { listenError } from "../listen_error.ts";
import { SETTINGS } from "../../trial/settings.ts";
import { CELL } from "../../trial/trial_spec.ts";
import { formOption, PORT } from "../options/forms.ts";
import { command, type Given, type OptionTable, switchOption } from "../options/option.ts";
import { UsageError } from "../usage_error.ts";
import { parseHostPort } from "../options/trial_values.ts";
import { parseToken, tokenOfEnvironment } from "../options/values.ts";

const LISTEN = { hostname: "127.0.0.1", port: 5201 };
const MAX_THREADS = { ...CELL.threads, byDefault: CELL.threads.limits.most };
const MAX_MESSAGE = { ...CELL.messageBytes, byDefault: 64 * 1024 ** 2 };
const MAX_DURATION = { ...SETTINGS.durationMs, byDefault: 600e3 };
const IDLE_TIMEOUT_MS = 60e3;

const SERVE_OPTIONS = {
  listen: {
    value: "ADDR:PORT",
    byDefault: hostPortText(LISTEN),
    help: "address to listen on; any other than loopback needs a token",
    example: "192.0.2.7:5201",
    parse: parseHostPort,
  },
  "data-port": formOption(PORT, {
    value: "PORT",
    byDefault: "any",
    help: "port of the data connections, for firewalls",
    example: "5202",
  }),
  mss: formOption(SETTINGS.mssBytes, {
    value: "BYTES",
    help: "upper limit on TCP_MAXSEG of control and data connections",
    example: "1400",
  }),
  token: {
    value: "SECRET",
    byDefault: "NETIO_TOKEN",
    help: "secret that clients must know; the environment variable keeps it out of ps",
    example: "correct-horse",
    parse: parseToken,
  },
  insecure: switchOption(
    "serve on any address without a token: anyone who can reach the port can generate load",
  ),
  "max-threads": formOption(MAX_THREADS, { value: "N", help: "maximum connections per trial", example: "8" }),
  "max-message": formOption(MAX_MESSAGE, { value: "SIZE", help: "largest message", example: "1MiB" }),
  "max-duration": formOption(MAX_DURATION, {
    value: "TIME",
    help: "longest trial, warm-up and window together",
    example: "10s",
  }),
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
  const listener = listenAt(given.listen ?? LISTEN);
  const { hostname } = listener.addr;
  if (token === null && !given.insecure && !isLoopback(hostname)) {
    listener.close();
    throw new UsageError(
      `--listen ${hostname}: an address other than loopback needs a secret: set NETIO_TOKEN (or --token), ` +
        "or give --insecure",
    );
  }
  const where = hostPortText(listener.addr);
  console.error(`listening on ${where}, ${token === null ? "open to anyone" : "token required"}`);
  await serveClients(listener, {
    limits: {
      threads: given["max-threads"] ?? MAX_THREADS.byDefault,
      messageBytes: given["max-message"] ?? MAX_MESSAGE.byDefault,
      durationMs: given["max-duration"] ?? MAX_DURATION.byDefault,
    },
    token,
    dataPort: given["data-port"] ?? 0,
    mssBytes: given.mss ?? null,
    idleTimeoutMs: IDLE_TIMEOUT_MS,
    netioVersion: config.version,
    log: (line) => console.error(`${new Date().toISOString()} ${line}`),
  }, interruption.signal);
  return interruption.code ?? 0;
}

function listenAt(address: HostPort): Deno.TcpListener {
  try {
    return Deno.listen(address);
  } catch (error) {
    throw listenError(`--listen ${hostPortText(address)}`, error);
  }
}

function isLoopback(address: string): boolean {
  return address === "::1" || plainAddress(address).startsWith("127.");
}
