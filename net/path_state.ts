/**
 * What TCP itself knows about the path to the peer: what is unacknowledged, and when the peer's kernel was last heard.
 *
 * Source: linux/tcp.h, `struct tcp_info`.
 */
import { IPPROTO_TCP, TCP_INFO } from "../ffi/constants.ts";
import { libc } from "../ffi/libc.ts";
import { TCP_INFO_FIELDS } from "../ffi/structs.ts";
import type { Socket } from "./socket.ts";

export interface PathState {
  /** Segments that were sent and not acknowledged. */
  readonly unackedSegments: number;
  /** How often the oldest of them has been retransmitted unsuccessfully. */
  readonly retransmits: number;
  /** Time since the peer's last acknowledgement, ms. */
  readonly lastAckMs: number;
  /** Round trip, smoothed, ms. */
  readonly rttMs: number;
}

const INFO_BYTES = 256;

/** Reads it; `null` where the socket is gone. */
export function readPathState({ fd }: Socket): PathState | null {
  const info = new Uint8Array(INFO_BYTES);
  const length = new Uint8Array(new Uint32Array([INFO_BYTES]).buffer);
  if (libc().getsockopt(fd, IPPROTO_TCP, TCP_INFO, info, length) !== 0) return null;
  const view = new DataView(info.buffer);
  const { retransmits, unacked, last_ack_recv, rtt } = TCP_INFO_FIELDS;
  return {
    unackedSegments: view.getUint32(unacked.offset, true),
    retransmits: view.getUint8(retransmits.offset),
    lastAckMs: view.getUint32(last_ack_recv.offset, true),
    rttMs: view.getUint32(rtt.offset, true) / 1e3,
  };
}
