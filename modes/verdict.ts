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

/**
 * The verdict on one trial; `null` where no zero-copy send was completed.
 *
 * @param scatterGather of the sending interface: where it is off, the kernel copies every segment, and flags only some
 * (skb_copy_expand() and linearisation in validate_xmit_skb(), net/core/dev.c)
 */
export function effectiveCopy(
  { completions, copied, fallbacks }: CopyCounts,
  scatterGather: boolean | null,
): "zero-copied" | "copied" | "mixed" | null {
  if (scatterGather === false && completions + fallbacks > 0) return "copied";
  const wasCopied = copied + fallbacks > 0;
  if (completions > copied) return wasCopied ? "mixed" : "zero-copied";
  return wasCopied ? "copied" : null;
}
