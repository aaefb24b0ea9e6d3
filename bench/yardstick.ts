/** The C program that does the same work: compiled when the bench runs, one process per trial. */
import { z } from "zod";

const BUILD_DIRECTORY = new URL("../.bench/", import.meta.url).pathname;
const SOURCE = new URL("./yardstick.c", import.meta.url).pathname;
const BINARY = `${BUILD_DIRECTORY}yardstick`;
const COMPILER = ["gcc", "-O2", "-pthread", "-o", BINARY, SOURCE];

const output = z.object({ throughput_gbps: z.number() });

/** One cell of the bench, with its placement. */
export interface BenchCell {
  readonly mode: string;
  readonly rx: string;
  readonly messageBytes: number;
  readonly threads: number;
}

export interface BenchSettings {
  readonly warmupMs: number;
  readonly durationMs: number;
  readonly congestion: string;
  readonly txCpus: readonly number[];
  readonly rxCpus: readonly number[];
}

/** How the C program reaches the kernel: by syscall(2), as netio does, or by glibc's functions. */
export type Calls = "syscall" | "glibc";

/** Compiles the yardstick; returns the command line that did, for the report. Throws where there is no gcc. */
export async function compileYardstick(): Promise<string> {
  await Deno.mkdir(BUILD_DIRECTORY, { recursive: true });
  const { success, stderr } = await run(COMPILER).catch((error) => {
    throw error instanceof Deno.errors.NotFound ? new Error("gcc is needed, and is not installed") : error;
  });
  if (!success) throw new Error(`gcc failed:\n${stderr}`);
  return "gcc -O2 -pthread";
}

/** Throughput of one C trial, Gbit/s. Throws with the program's message when it fails. */
export async function yardstickTrial(
  cell: BenchCell,
  settings: BenchSettings,
  calls: Calls,
): Promise<number> {
  const { success, stdout, stderr } = await run([
    BINARY,
    ...["--mode", cell.mode, "--rx", cell.rx],
    ...["--size", String(cell.messageBytes), "--threads", String(cell.threads)],
    ...["--warmup-ms", String(settings.warmupMs), "--duration-ms", String(settings.durationMs)],
    ...["--tx-cpus", settings.txCpus.join(","), "--rx-cpus", settings.rxCpus.join(",")],
    ...["--congestion", settings.congestion],
    ...(calls === "glibc" ? ["--glibc"] : []),
  ]);
  if (!success) throw new Error(`yardstick: ${stderr}`);
  return output.parse(JSON.parse(stdout)).throughput_gbps;
}

/** Runs a program to its end and gives its output as text. */
export async function run([command, ...args]: readonly string[]) {
  const { success, stdout, stderr } = await new Deno.Command(command!, { args, stdin: "null" }).output();
  const decoder = new TextDecoder();
  return { success, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr).trim() };
}
