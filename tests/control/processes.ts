/** `netio serve` and sweeps against it as processes of their own, in this namespace or in one given by its path. */
import { execute, netioCommand, type Run } from "../cli/program.ts";

/** Four trials of a fifth of a second each. */
export const SMALL_SWEEP = [
  ...["--sizes", "4Ki", "--threads", "1", "--warmup", "50ms", "--duration", "150ms", "--repeats", "1"],
  ...["--no-plots", "--no-report"],
];
export const ONE_TRIAL = [...SMALL_SWEEP, "--modes", "one-copy"];

/** A command, run inside a network namespace if one is given. */
function inside(namespace: string | undefined, command: readonly string[]): string[] {
  return namespace === undefined ? [...command] : ["nsenter", `--net=${namespace}`, ...command];
}

export interface ServerPlace {
  readonly address?: string;
  readonly port?: number;
  readonly namespace?: string;
  /** A program that starts the server, with its own arguments before the server's. */
  readonly launcher?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** A running `netio serve`; killed by `await using`. */
export class ServerProcess implements AsyncDisposable {
  readonly where: string;
  readonly port: number;
  readonly pid: number;
  readonly #process: Deno.ChildProcess;
  readonly #log: { text: string };

  private constructor(process: Deno.ChildProcess, log: { text: string }, where: string) {
    this.#process = process;
    this.#log = log;
    this.pid = process.pid;
    this.where = where;
    this.port = Number(where.slice(where.lastIndexOf(":") + 1));
  }

  /** Starts one and waits until it listens; port 0 lets the kernel choose. */
  static async start(options: readonly string[] = [], place: ServerPlace = {}): Promise<ServerProcess> {
    const { address = "127.0.0.1", port = 0, namespace, launcher = [], env = {} } = place;
    const listen = `${address.includes(":") ? `[${address}]` : address}:${port}`;
    const serve = [...launcher, ...netioCommand(["serve", "--listen", listen, ...options])];
    const [program, ...args] = inside(namespace, serve);
    const command = new Deno.Command(program!, { args, env, stdin: "null", stdout: "null", stderr: "piped" });
    const process = command.spawn();
    const log = { text: "" };
    const listening = Promise.withResolvers<string>();
    (async () => {
      for await (const piece of process.stderr.pipeThrough(new TextDecoderStream())) {
        log.text += piece;
        const [, where] = /^listening on (\S+:\d+),/m.exec(log.text) ?? [];
        if (where !== undefined) listening.resolve(where);
      }
      listening.reject(new Error(`netio serve ended: ${log.text}`));
    })();
    return new ServerProcess(process, log, await listening.promise);
  }

  /** Everything it has said so far. */
  get log(): string {
    return this.#log.text;
  }

  kill(signal: Deno.Signal): void {
    this.#process.kill(signal);
  }

  get over(): Promise<Deno.CommandStatus> {
    return this.#process.status;
  }

  /** Resident memory, MiB. */
  get residentMib(): number {
    return this.#status("VmRSS") / 1024;
  }

  get threads(): number {
    return this.#status("Threads");
  }

  get openFiles(): number {
    return [...Deno.readDirSync(`/proc/${this.pid}/fd`)].length;
  }

  #status(field: string): number {
    const text = Deno.readTextFileSync(`/proc/${this.pid}/status`);
    return Number(new RegExp(`^${field}:\\s+(\\d+)`, "m").exec(text)?.[1]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.kill("SIGKILL");
    } catch { /* it has ended */ }
    await this.over;
  }
}

/** A sweep against a server, to its end. */
export function sweepTo(
  where: string,
  out: string,
  options: readonly string[] = ONE_TRIAL,
  { namespace, env = {} }: ServerPlace = {},
): Promise<Run> {
  const args = ["sweep", "--connect", where, "--out", out, ...options];
  return execute(inside(namespace, netioCommand(args)), { env });
}

/** The same in the background. */
export function startSweepTo(
  where: string,
  out: string,
  options: readonly string[],
  { namespace, env = {} }: ServerPlace = {},
): Deno.ChildProcess {
  const sweep = netioCommand(["sweep", "--connect", where, "--out", out, ...options]);
  const [program, ...args] = inside(namespace, sweep);
  return new Deno.Command(program!, { args, env, stdin: "null", stdout: "null", stderr: "piped" }).spawn();
}
