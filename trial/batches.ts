/**
 * How many messages a sender sends between two readings of its clock, which is where it looks for the edges of its slices,
 * and after how many it times one message on its own.
 */
import { burstMessages, connectionRate } from "./pacer.ts";
import type { TrialSpec } from "./trial_spec.ts";

/**
 * With 64 KiB between two looks at the clock netio was 4 to 5 % slower than C at messages of 64 KiB, with 256 KiB 1 %. More
 * makes the edges of slices coarse.
 */
const BATCH_BYTES = 256 * 1024;
const BATCH_MESSAGES = 32;
const SAMPLE_BYTES = 1024 * 1024;
const SAMPLE_BATCHES_MAX = 16;

/**
 * Messages sent between two readings of the clock: many where they are short, one where they are long.
 *
 * @param queueDepth messages that a mode submits together: at least as many, unless they are too long
 */
export function batchMessages(messageBytes: number, queueDepth = 1): number {
  return Math.max(1, Math.min(Math.max(BATCH_MESSAGES, queueDepth), Math.floor(BATCH_BYTES / messageBytes)));
}

type Paced = Pick<TrialSpec, "messageBytes" | "threads" | "rateBps">;

/** The same of a sender that may have a rate, which sends no more than a burst at a time. */
export function pacedMessages({ messageBytes, threads, rateBps }: Paced, queueDepth: number): number {
  const batch = batchMessages(messageBytes, queueDepth);
  return rateBps === null ? batch : burstMessages(messageBytes, connectionRate(rateBps, threads), batch);
}

/** Messages that an io_uring mode submits per system call: one in patterns that wait after each message. */
export function queuedMessages(
  spec: Paced & Pick<TrialSpec, "pattern" | "poolDepth" | "queueDepth">,
): number {
  const { pattern, poolDepth, queueDepth } = spec;
  if (pattern === "rr" || poolDepth !== null) return 1;
  return Math.min(queueDepth, pacedMessages(spec, queueDepth));
}

/** Batches between two timed messages: a reading of the clock and a count cost less than 0.1 % of what lies between. */
export function batchesPerSample(messageBytes: number, queueDepth = 1): number {
  const batchBytes = batchMessages(messageBytes, queueDepth) * messageBytes;
  return Math.max(1, Math.min(SAMPLE_BATCHES_MAX, Math.floor(SAMPLE_BYTES / batchBytes)));
}
