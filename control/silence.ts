/**
 * Why a far end that was reached is silent: TCP's state distinguishes a host that is gone from a path that drops long
 * packets. A router that may not fragment a packet has to say so (ICMP, fragmentation needed); where a firewall drops
 * that, the sender retransmits the same packet forever, while short ones pass. Source: RFC 2923, section 2.1.
 */
import type { PathState } from "../net/path_state.ts";
import type { Heard } from "./channel.ts";

/** Shorter frames fit into any path's packets. */
const SHORT_BYTES = 1000;
/** An acknowledgement this recent answers one of the last heartbeats. */
const RECENT_ACK_MS = 5000;
const RETRANSMITS_MIN = 3;

/**
 * One clause on what is wrong with the path and what to try; `null` where there is no sign of that.
 *
 * @param heard what came from the far end: one that sent a heartbeat was alive a moment before its long message
 * @param path the path as it was at the end
 */
export function swallowedText(heard: Heard, path: PathState | null): string | null {
  if (path === null || heard.beats === 0) return null;
  const { unackedSegments, retransmits, lastAckMs } = path;
  if (unackedSegments > 0 && retransmits >= RETRANSMITS_MIN) {
    return `its messages come, but this end's long ones do not arrive there: ${REMEDY}`;
  }
  if (heard.longestBytes < SHORT_BYTES && lastAckMs < RECENT_ACK_MS) {
    return `short messages pass both ways, but its long ones do not come: ${REMEDY}`;
  }
  return null;
}

const REMEDY =
  "something on the way drops long packets without a word (a path-MTU black hole); try --mss 1400, here or with " +
  "netio serve, or sysctl net.ipv4.tcp_mtu_probing=1 on both hosts";
