/**
 * iperf3 as a peer, where it is installed: the same pinning (one process on the senders' CPUs, one on the
 * receivers'), the same congestion control, one `write` of `-l` bytes per message. It has no shorter window than 1 s.
 */
import { z } from "zod";
import { type BenchCell, type BenchSettings, run } from "./yardstick.ts";

const PORT = 5909;
const SERVER_START_MS = 150;

const output = z.object({ end: z.object({ sum_received: z.object({ bits_per_second: z.number() }) }) });

/** The first line of `iperf3 --version`, or null where there is none. */
export async function iperf3Version(): Promise<string | null> {
  try {
    const { stdout } = await run(["iperf3", "--version"]);
    return stdout.split("\n")[0] ?? null;
  } catch {
    return null;
  }
}

/** Throughput of one iperf3 run of a second, Gbit/s. */
export async function iperf3Trial(cell: BenchCell, settings: BenchSettings): Promise<number> {
  const pinned = (cpus: readonly number[]) => ["taskset", "-c", cpus.join(","), "iperf3", "-p", String(PORT)];
  const [server, ...serverArgs] = [...pinned(settings.rxCpus), "-s", "-1", "-B", "127.0.0.1"];
  const listening = new Deno.Command(server!, { args: serverArgs, stdout: "null", stderr: "null" }).spawn();
  await new Promise((resolve) => setTimeout(resolve, SERVER_START_MS));
  const { stdout } = await run([
    ...pinned(settings.txCpus),
    ...["-c", "127.0.0.1", "-t", "1", "-J", "-l", String(cell.messageBytes)],
    ...["-P", String(cell.threads), "-C", settings.congestion],
  ]);
  await listening.status;
  return output.parse(JSON.parse(stdout)).end.sum_received.bits_per_second / 1e9;
}
