/** Why a kernel copied what it was asked to send without a copy: the sentence that stands in the row. */
import { type CopyCounts, effectiveCopy } from "../modes/verdict.ts";

/**
 * The warning of a row that asked for zero-copy and got copies, or `null` when it got none.
 *
 * @param isStacked whether io_uring's notifications said so, which are right only about whole segments
 * @returns one sentence with the reason that is likely on this topology
 */
export function copiedWarning(
  counts: CopyCounts,
  topology: "loopback" | "netns" | "hosts",
  isStacked = false,
): string | null {
  const verdict = effectiveCopy(counts).effectiveCopy;
  if (verdict !== "copied" && verdict !== "mixed") return null;
  if (verdict === "mixed" && isStacked && counts.copied > 0) {
    return `${
      copiedShare(counts, "are reported as copied")
    }, perhaps wrongly: of sends that share a segment Linux ` +
      "6.10 and later report all but the first as copied, whatever they did (docs/modes.md)";
  }
  const whatHappened = verdict === "copied"
    ? "zero-copy was asked for, the kernel copied"
    : copiedShare(counts, "were copied");
  return `${whatHappened}: ${likelyReason(counts, topology)}`;
}

function copiedShare(counts: CopyCounts, what: string): string {
  const total = counts.completions + counts.fallbacks;
  const percent = 100 * (counts.copied + counts.fallbacks) / total;
  return `about ${percent < 1 ? "<1" : percent.toFixed(0)} % of the zero-copy sends ${what}`;
}

function likelyReason(counts: CopyCounts, topology: "loopback" | "netns" | "hosts"): string {
  if (counts.copied === 0) return "ENOBUFS made netio send plainly (raise net.core.optmem_max or ulimit -l)";
  switch (topology) {
    case "loopback":
      return "loopback delivers to a local socket, where the kernel copies on receive (skb_orphan_frags_rx)";
    case "netns":
      return "a veth pair delivers on this host, where the kernel copies on receive (skb_orphan_frags_rx)";
    case "hosts":
      return "likely a network device without scatter-gather or checksum offload (ethtool -k), a packet tap such " +
        "as tcpdump, or both ends on one machine";
  }
}
