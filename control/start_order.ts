/**
 * Who starts last: the end that drives the traffic, when the other has started. The two hosts' clocks are never compared.
 */
import type { End } from "../trial/job.ts";
import type { TrialSpec } from "../trial/trial_spec.ts";

/** The end that traffic stops without: who sends in `stream`, who asks in `rr`. */
export function drivingEnd({ pattern }: Pick<TrialSpec, "pattern">): End {
  return pattern === "stream" ? "send" : "receive";
}

export function otherEnd(end: End): End {
  return end === "send" ? "receive" : "send";
}
