/**
 * Who starts last. The two hosts' clocks are never compared; instead the end that drives the traffic starts after the
 * other has started, and so closes its window after the other's: nobody is left waiting for bytes.
 */
import type { End } from "../trial/job.ts";
import type { TrialSpec } from "../trial/trial_spec.ts";

/** The end that traffic stops without: who sends in `stream`, who asks in `rr`. */
export function drivingEnd({ pattern }: Pick<TrialSpec, "pattern">): End {
  return pattern === "stream" ? "send" : "receive";
}

/** CLOCK_MONOTONIC may be slewed by up to 500 ppm on either host (adjtimex(2)). */
const CLOCK_RATE_ERROR = 2 * 500e-6;

/** How much later the driving end starts, so that it also ends later with the clocks running at different rates. */
export function drivingDelayNs({ warmupMs, durationMs }: TrialSpec): number {
  return CLOCK_RATE_ERROR * (warmupMs + durationMs) * 1e6;
}

export function otherEnd(end: End): End {
  return end === "send" ? "receive" : "send";
}
