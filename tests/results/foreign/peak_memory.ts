/** Reads a file as netio does and prints its peak memory: what loading it added, in bytes, and what came of it. */
import { loadResults } from "../../../results/load.ts";

function peakBytes(): number {
  const [, kilobytes] = Deno.readTextFileSync("/proc/self/status").match(/^VmHWM:\s+(\d+) kB/m) ?? [];
  return Number(kilobytes) * 1024;
}

if (import.meta.main) {
  const before = peakBytes();
  const outcome = await loadResults(Deno.args[0]!).then(
    ({ rows }) => `${rows.length} rows`,
    (error) => error.message,
  );
  console.log(JSON.stringify({ added: peakBytes() - before, outcome }));
}
