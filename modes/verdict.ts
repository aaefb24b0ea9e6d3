/**
 * What the kernel did with sends that requested zero-copy, according to its completions.
 *
 * A send whose completion has SO_EE_CODE_ZEROCOPY_COPIED was copied; a message that netio sent plainly after ENOBUFS was
 * copied too. Merged notifications share one flag, so within `mixed` the share is approximate; of
 * io_uring's it may be far too great (`ring_zero_copy_transmitter.ts`).
 * Source: Documentation/networking/msg_zerocopy.rst; net/core/skbuff.c, skb_orphan_frags_rx().
 */
import type { ZeroCopyCounts } from "./mode.ts";

/** What a verdict needs of a connection's counts; those of several connections are added up. */
export type CopyCounts = Pick<ZeroCopyCounts, "completions" | "copied" | "fallbacks">;

export type EffectiveCopy = "zero-copied" | "copied" | "mixed";

export interface CopyVerdict {
  /** `null` when there is nothing to judge; {@linkcode reason} says why. */
  readonly effectiveCopy: EffectiveCopy | null;
  readonly reason: string | null;
}

/**
 * The verdict on one trial.
 *
 * @param counts `null` for the modes that never request zero-copy
 * @param scatterGather of the sending interface: where it is off, the kernel copies every segment, and flags only some
 * (skb_copy_expand() and linearisation in validate_xmit_skb(), net/core/dev.c)
 */
export function effectiveCopy(counts: CopyCounts | null, scatterGather: boolean | null = null): CopyVerdict {
  if (counts === null) return { effectiveCopy: null, reason: "this mode does not request zero-copy" };
  if (scatterGather === false && counts.completions + counts.fallbacks > 0) {
    return { effectiveCopy: "copied", reason: "scatter-gather is off on the sending interface" };
  }
  const zeroCopied = counts.completions - counts.copied;
  const copied = counts.copied + counts.fallbacks;
  if (zeroCopied > 0 && copied > 0) return { effectiveCopy: "mixed", reason: null };
  if (zeroCopied > 0) return { effectiveCopy: "zero-copied", reason: null };
  if (copied > 0) return { effectiveCopy: "copied", reason: null };
  return { effectiveCopy: null, reason: "no zero-copy send was completed" };
}
