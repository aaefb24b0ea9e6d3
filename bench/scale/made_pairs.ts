/** Made-up result sets of all pairs of a cluster's hosts, as files, for measuring what reading many of them costs. */
import { join } from "node:path";
import { describeHost } from "../../control/host_description.ts";
import { readEnvironment } from "../../host/environment.ts";
import { csvHeader, csvLine } from "../../results/csv.ts";
import { emptyRow, type ResultRow, SCHEMA_VERSION } from "../../results/columns.ts";
import { toJson } from "../../results/json.ts";
import { ENVIRONMENT_FILE, PLAN_FILE } from "../../results/storage.ts";
import { TRIALS_FILE } from "../../results/trials_file.ts";
import { type Random, seededRandom } from "../../stats/random.ts";

/** How many pairs of so many hosts there are, each once. */
export function pairCount(hosts: number): number {
  return hosts * (hosts - 1) / 2;
}

const MODES = ["two-copy", "one-copy", "zero-copy"], SIZES = [16384, 1048576];
const REPEATS = 7;
/** One slow sender, and one bad link. */
const SLOW_SENDER = 7, BAD_LINK = [3, 9];

/** Writes `directory`/nodeI-nodeJ for each pair, the second sending; gives the number of rows. */
export async function writePairs(directory: string, hosts: number): Promise<number> {
  const random = seededRandom(1), host = readEnvironment(), end = describeHost("127.0.0.1", "0.0.0-made-up");
  let rows = 0;
  for (let first = 1; first <= hosts; first++) {
    for (let second = first + 1; second <= hosts; second++) {
      const own = join(directory, `node${first}-node${second}`), runId = `made-up-${first}-${second}`;
      await Deno.mkdir(own);
      const trials = trialsOf(first, second, runId, random);
      rows += trials.length;
      await Deno.writeTextFile(join(own, TRIALS_FILE), csvHeader() + trials.map(csvLine).join(""));
      await Deno.writeTextFile(
        join(own, PLAN_FILE),
        toJson({ schema: 1, runId, topology: { kind: "hosts", sender: "server" } }),
      );
      await Deno.writeTextFile(
        join(own, ENVIRONMENT_FILE),
        toJson({ schema: 2, runId, hostName: `node${first}`, host, ends: { send: end, receive: end } }),
      );
    }
  }
  return rows;
}

function trialsOf(receiver: number, sender: number, runId: string, random: Random): ResultRow[] {
  const isBad = receiver === BAD_LINK[0] && sender === BAD_LINK[1];
  const link = 9.4 * (sender === SLOW_SENDER ? 0.6 : 1) * (isBad ? 0.4 : 1) *
    (1 + 0.04 * (random.next() - 0.5));
  return Array.from(
    { length: REPEATS },
    (_, block) =>
      SIZES.flatMap((size, i) =>
        MODES.map((mode, j): ResultRow => {
          const gbps = link * (1 - 0.1 * j) * (i === 0 ? 0.6 : 1) * (1 + 0.03 * (random.next() - 0.5));
          return {
            ...emptyRow(),
            schema: SCHEMA_VERSION,
            run_id: runId,
            trial: (block * SIZES.length + i) * MODES.length + j,
            block,
            repeat: block,
            started_utc: "2026-01-01T00:00:00Z",
            status: "ok",
            mode,
            rx: "recv",
            pattern: "stream",
            topology: "hosts",
            interleave: "trials",
            message_bytes: size,
            threads: 4,
            duration_s: 1,
            bytes: Math.round(gbps * 1e9 / 8),
            throughput_gbps: gbps,
            latency_kind: "interval",
            latency_mean_us: 8e-3 * 4 * size / gbps,
            tx_cpu_s: 0.9,
            rx_cpu_s: 1.4,
            cpu_ns_per_byte: 2.3 / gbps,
            counters_scope: "none",
            verify: "off",
          };
        })
      ),
  ).flat();
}
