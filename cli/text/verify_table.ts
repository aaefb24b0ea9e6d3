/** What `--verify` found: nothing is timed there, so it has a table of its own. */
import { bytesText } from "../../results/number_text.ts";
import type { ResultRow } from "../../results/columns.ts";
import { textTable } from "./text_table.ts";

const HEAD = ["mode", "pool", "trials", "result"];

/** Lines, one per cell or more. */
export function verifyTable(rows: readonly ResultRow[], screenColumns: number): string[] {
  const cells = Map.groupBy(rows, (row) => `${row.message_bytes} ${row.threads} ${row.mode} ${row.rx}`);
  const isOne = new Set(rows.map(({ rx }) => rx)).size < 2;
  const ordered = [...cells.values()].sort(([a], [b]) =>
    (a!.message_bytes ?? 0) - (b!.message_bytes ?? 0) || (a!.threads ?? 0) - (b!.threads ?? 0)
  );
  const records = ordered.map((cell) => {
    const { message_bytes, threads, mode, rx, pool_depth } = cell[0]!;
    const failed = cell.find(({ status }) => status === "failed");
    const checked = cell.reduce((sum, { messages }) => sum + (messages ?? 0), 0);
    return [
      `${bytesText(message_bytes ?? 0)} × ${threads}`,
      ...(isOne ? [] : [rx ?? ""]),
      mode ?? "",
      String(pool_depth),
      String(cell.length),
      failed === undefined ? intactText(checked) : `failed: ${failed.warnings}`,
    ];
  });
  const head = ["size × threads", ...(isOne ? [] : ["receiver"]), ...HEAD];
  return textTable(head, records, screenColumns);
}

/** What all trials found. */
export function verifiedAnswer(rows: readonly ResultRow[]): string {
  if (rows.length === 0) return "none; no message was checked.";
  const failed = rows.filter(({ status }) => status === "failed").length;
  if (failed === 0) return "every message arrived as it was sent.";
  return `${failed} of ${rows.length} checks failed; see the table.`;
}

/** What one trial found. */
export function verifiedText({ status, messages, warnings, pool_depth }: ResultRow): string {
  if (status === "failed") return `failed: ${warnings}`;
  return `${intactText(messages ?? 0)}, from a pool of ${pool_depth} buffers`;
}

function intactText(messages: number): string {
  return `OK (${Math.round(messages)} messages verified in the window)`;
}
