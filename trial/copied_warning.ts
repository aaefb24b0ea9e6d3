/** Why the kernel copied what it was asked to send without a copy: the sentence in the row. */
import { type CopyCounts, effectiveCopy } from "../modes/verdict.ts";

/** The path that the sends of a trial took. */
interface SendingPath {
  readonly topology: "loopback" | "netns" | "hosts";
  /** Of the interface that they left by; `null` where it is not known. */
  readonly interfaceName?: string | null;
  readonly scatterGather?: boolean | null;
}

/** From this share of plain sends on, they are one of the reasons. */
const FALLBACK_SHARE = 0.01;

/**
 * The warning for a row that requested zero-copy and got copies, or `null` when it got none.
 *
 * @param isStacked whether io_uring's notifications said so, which are right only about whole segments
 * @returns one sentence with the reasons that are likely on this path
 */
export function copiedWarning(counts: CopyCounts, path: SendingPath, isStacked = false): string | null {
  const verdict = effectiveCopy(counts, path.scatterGather ?? null);
  if (verdict !== "copied" && verdict !== "mixed") return null;
  if (verdict === "mixed" && isStacked && counts.copied > 0) {
    return copiedShare(counts, "are reported as copied") +
      ", perhaps wrongly: of sends that share a segment Linux 6.10 and later report all but the first as copied, " +
      "whatever they did (docs/modes.md)";
  }
  const whatHappened = verdict === "copied"
    ? "zero-copy was requested, the kernel copied"
    : copiedShare(counts, "were copied");
  return `${whatHappened}: ${likelyReasons(counts, path).join(", and besides ")}`;
}

function copiedShare(counts: CopyCounts, what: string): string {
  const total = counts.completions + counts.fallbacks;
  return `about ${percent((counts.copied + counts.fallbacks) / total)} of the zero-copy sends ${what}`;
}

function likelyReasons(counts: CopyCounts, path: SendingPath): string[] {
  const plain = counts.fallbacks / (counts.completions + counts.fallbacks);
  const isPathToBlame = counts.copied > 0 || path.scatterGather === false;
  const reasons = isPathToBlame ? [pathReason(path)] : [];
  if (plain >= FALLBACK_SHARE || !isPathToBlame) {
    const remedy = "raise ulimit -l or net.core.optmem_max, or lower --reap-every";
    reasons.push(`ENOBUFS made netio send ${percent(plain)} plainly (${remedy})`);
  }
  return reasons;
}

function pathReason({ topology, interfaceName, scatterGather }: SendingPath): string {
  if (scatterGather === false) {
    return `scatter-gather is off on ${interfaceName ?? "the sending interface"}, ` +
      "which makes the kernel copy every segment, flagged or not " +
      `(ethtool -K ${interfaceName ?? "IFACE"} sg on)`;
  }
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

function percent(share: number): string {
  const value = 100 * share;
  return `${value > 0 && value < 1 ? "<1" : value.toFixed(0)} %`;
}
