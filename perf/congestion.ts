/**
 * The congestion window of a connection at the first edge of a thread's windows and at the last, from which slow start is
 * told from anything else that makes a stream faster while it is measured.
 *
 * Source: tcp(7) TCP_INFO; tcp_in_slow_start in the kernel's include/net/tcp.h.
 */
import type { TCP_INFO_FIELDS } from "../ffi/structs.ts";

/** Plain data. */
export interface CongestionWindow {
  readonly firstSegments: number;
  readonly lastSegments: number;
  /** Whether it was below the slow-start threshold at first, where it may double with each round trip. */
  readonly isSlowStart: boolean;
  /** The shortest that the kernel saw up to the first edge, µs: the path's own, whatever load adds to others. */
  readonly roundTripUs: number;
}

/** One reading of TCP_INFO; NaN where the kernel did not return the field. */
interface TcpReading {
  tcp(field: keyof typeof TCP_INFO_FIELDS): number;
}

/** Remembers the first edge and the last; NaN is "none yet". */
export class CongestionWatch {
  #firstSegments = NaN;
  #thresholdSegments = NaN;
  #roundTripUs = NaN;
  #lastSegments = NaN;

  /** Takes the edges of one more window. Allocates nothing. */
  note(opened: TcpReading, closed: TcpReading): void {
    if (Number.isNaN(this.#firstSegments)) {
      this.#firstSegments = opened.tcp("snd_cwnd");
      this.#thresholdSegments = opened.tcp("snd_ssthresh");
      this.#roundTripUs = opened.tcp("min_rtt");
    }
    this.#lastSegments = closed.tcp("snd_cwnd");
  }

  /** `null` before any window, and where the kernel does not say. */
  get window(): CongestionWindow | null {
    const firstSegments = this.#firstSegments, lastSegments = this.#lastSegments;
    if (Number.isNaN(firstSegments) || Number.isNaN(lastSegments)) return null;
    return {
      firstSegments,
      lastSegments,
      isSlowStart: firstSegments < this.#thresholdSegments,
      roundTripUs: this.#roundTripUs,
    };
  }
}
