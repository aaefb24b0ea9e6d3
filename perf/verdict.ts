/**
 * What the kernel did with MSG_ZEROCOPY, from what its completions say.
 *
 * A completion whose code has SO_EE_CODE_ZEROCOPY_COPIED was copied after all; a message that netio sent plainly
 * after ENOBUFS was copied too. Merged notifications share one flag, so within `mixed` the share is approximate.
 * Source: Documentation/networking/msg_zerocopy.rst; net/core/skbuff.c, skb_orphan_frags_rx().
 */

/** Counts over a whole connection, to the end of the drain; several connections are added up. */
export interface ZeroCopyCounts {
  /** Completions that the kernel reported, flagged or not. */
  readonly completions: number;
  /** Of these, flagged as copied. */
  readonly copied: number;
  /** Messages or remainders sent by a plain send after ENOBUFS. */
  readonly fallbacks: number;
}

export type EffectiveCopy = "zero-copied" | "copied" | "mixed";

export interface CopyVerdict {
  /** `null` when there is nothing to judge; {@linkcode reason} says why. */
  readonly effectiveCopy: EffectiveCopy | null;
  readonly reason: string | null;
}

/**
 * The verdict on one trial.
 *
 * @param counts `null` for the modes that never ask for zero-copy
 */
export function effectiveCopy(counts: ZeroCopyCounts | null): CopyVerdict {
  if (counts === null) return { effectiveCopy: null, reason: "this mode copies by design" };
  const zeroCopied = counts.completions - counts.copied;
  const copied = counts.copied + counts.fallbacks;
  if (zeroCopied > 0 && copied > 0) return { effectiveCopy: "mixed", reason: null };
  if (zeroCopied > 0) return { effectiveCopy: "zero-copied", reason: null };
  if (copied > 0) return { effectiveCopy: "copied", reason: null };
  return { effectiveCopy: null, reason: "no zero-copy send was completed" };
}

export type Topology = "loopback" | "netns" | "hosts";

/**
 * The warning of a row that asked for zero-copy and got copies, or `null` when it got none.
 *
 * @returns one sentence with the reason that is likely on this topology
 */
export function copiedWarning(counts: ZeroCopyCounts, topology: Topology): string | null {
  const verdict = effectiveCopy(counts).effectiveCopy;
  if (verdict !== "copied" && verdict !== "mixed") return null;
  const whatHappened = verdict === "copied"
    ? "zero-copy was asked for, the kernel copied"
    : copiedShare(counts);
  return `${whatHappened}: ${likelyReason(counts, topology)}`;
}

function copiedShare(counts: ZeroCopyCounts): string {
  const total = counts.completions + counts.fallbacks;
  const percent = 100 * (counts.copied + counts.fallbacks) / total;
  return `about ${percent < 1 ? "<1" : percent.toFixed(0)} % of the zero-copy sends were copied`;
}

function likelyReason(counts: ZeroCopyCounts, topology: Topology): string {
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
