/** What the kernel did with receives that asked it to map pages: columns, verdict, and the warning where it mapped none. */
import type { ResultRow } from "../results/columns.ts";
import type { ModeShare } from "./job.ts";
import type { TrialSpec } from "./trial_spec.ts";

type ReceivedColumns = Pick<ResultRow, "rx_mapped_bytes" | "rx_copied_bytes" | "effective_receive">;

/** What every receiver measured of a mode; nothing where a strategy asks for no mapping. */
export function receivedColumns(
  received:
    readonly (Pick<ModeShare, "bytes"> & { readonly usage: Pick<ModeShare["usage"], "mappedBytes"> })[],
): ReceivedColumns {
  let mapped = 0, copied = 0;
  for (const { bytes, usage: { mappedBytes } } of received) {
    if (mappedBytes === null) {
      return { rx_mapped_bytes: null, rx_copied_bytes: null, effective_receive: null };
    }
    mapped += mappedBytes;
    copied += bytes - mappedBytes;
  }
  return { rx_mapped_bytes: mapped, rx_copied_bytes: copied, effective_receive: verdict(mapped, copied) };
}

function verdict(mapped: number, copied: number): "mapped" | "copied" | "mixed" | null {
  if (mapped > 0) return copied > 0 ? "mixed" : "mapped";
  return copied > 0 ? "copied" : null;
}

/** Why a row that asked for mapping got copies only, in one sentence with what is likely here; `null` where it did not. */
export function receiveCopiedWarning(
  { effective_receive }: Pick<ResultRow, "effective_receive">,
  { topology }: Pick<TrialSpec, "topology">,
): string | null {
  if (effective_receive !== "copied") return null;
  const reason = topology.kind === "hosts"
    ? "likely a network card that does not split headers from data, or an MTU that holds no whole page"
    : "what a plain send copies lies in parts of larger pages, and what sendfile or splice send is another's";
  return `mapping was requested, the kernel copied: ${reason}`;
}
