/** What `--verify` found: nothing is timed there, so it has a table of its own. */
import Table from "cli-table3";
import { bytesText } from "../../results/number_text.ts";
import type { ResultRow } from "../../results/columns.ts";

const HEAD = ["size", "thr", "mode", "pool", "trials", "result"];

/** One line per cell. */
export function verifyTable(rows: readonly ResultRow[]): string {
  const table = new Table({ head: HEAD, style: { head: [], border: [], compact: true } });
  const cells = Map.groupBy(rows, (row) => `${row.message_bytes} ${row.threads} ${row.mode}`);
  const ordered = [...cells.values()].sort(([a], [b]) =>
    (a!.message_bytes ?? 0) - (b!.message_bytes ?? 0) || (a!.threads ?? 0) - (b!.threads ?? 0)
  );
  for (const cell of ordered) {
    const { message_bytes, threads, mode, pool_depth } = cell[0]!;
    const failed = cell.find(({ status }) => status === "failed");
    const checked = cell.reduce((sum, { messages }) => sum + (messages ?? 0), 0);
    table.push([
      bytesText(message_bytes ?? 0),
      String(threads),
      mode ?? "",
      String(pool_depth),
      String(cell.length),
      failed === undefined ? intactText(checked) : `failed: ${failed.warnings}`,
    ]);
  }
  return table.toString();
}

/** What one trial found. */
export function verifiedText({ status, messages, warnings, pool_depth }: ResultRow): string {
  if (status === "failed") return `failed: ${warnings}`;
  return `${intactText(messages ?? 0)}, from a pool of ${pool_depth} buffers`;
}

function intactText(messages: number): string {
  return `all arrived as sent, ${Math.round(messages)} messages of them in the window`;
}
