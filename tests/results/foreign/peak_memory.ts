/** Analyses a file as netio does and prints its peak memory: what that added, in bytes, and what came of it. */
import { analyze } from "../../../report/analyze.ts";
import { loadResults } from "../../../results/load.ts";

function peakBytes(): number {
  const [, kilobytes] = Deno.readTextFileSync("/proc/self/status").match(/^VmHWM:\s+(\d+) kB/m) ?? [];
  return Number(kilobytes) * 1024;
}

if (import.meta.main) {
  const before = peakBytes();
  const outcome = await loadResults(Deno.args[0]!).then(
    (loaded) => `${loaded.rows.length} rows in ${analyze(loaded).cells.length} cells`,
    (error) => error.message,
  );
  console.log(JSON.stringify({ added: peakBytes() - before, outcome }));
}
