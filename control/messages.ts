/**
 * The control protocol: what client and server say to each other, in the order of a conversation.
 *
 *     server                         client
 *     greeting (or refused)
 *                                    hello      with the proof of the token
 *     welcome (or refused)
 *                                    recruit    threads for a sweep
 *     recruited (or failed)
 *                                    prepare    one trial; again and again
 *     listening (or failed)
 *                                    (data connections, each with the trial's id)
 *     ready (or failed)
 *                                    start
 *     started
 *                                    offsets    of its senders' slices, in pattern stream
 *     result
 *
 * Either side may hang up at any moment; the other then releases everything and is ready for the next. From hello on
 * both send heartbeats between messages (`channel.ts`). Welcome and recruit are padded beyond the longest usual packet,
 * so that a path that drops long ones is found before anything is measured. Greeting, hello and refused have the same
 * form in every version, so that versions can recognise each other.
 */
import { z } from "zod";
import { bytesText, timeText } from "../results/number_text.ts";
import type { Channel } from "./channel.ts";
import { connectionNamesSchema } from "./middlebox.ts";
import { plainRecord, plainText } from "./plain_text.ts";
import { HOSTS } from "../trial/settings.ts";
import { CELL, trialSpecSchema } from "../trial/trial_spec.ts";
import { sideResultSchema, sliceOffsetsSchema } from "./trial_messages.ts";

/** Goes up with every change that the other side must know. */
export const PROTOCOL_VERSION = 10;

/** Frames from a stranger are small; those about a trial hold the edges of slices or distributions per connection. */
export const STRANGER_FRAME_BYTES_MAX = 64 * 1024;
export const FRAME_BYTES_MAX = 48 * 1024 ** 2;

/** Longer than a jumbo frame. */
export const PADDING = " ".repeat(16 * 1024);

const REASON_MAX = 1000;

const id = z.string().regex(/^[0-9a-f]{64}$/);
const reason = plainText(REASON_MAX);
const version = z.string().regex(/^[\w.+-]{1,64}$/);
const padding = z.string().max(PADDING.length).optional();
const bootId = z.string().regex(/^[0-9a-f-]{0,64}$/);

/** What a server allows. */
const limits = z.strictObject({ threads: z.int(), messageBytes: z.int(), durationMs: z.number() });

export type TrialLimits = z.infer<typeof limits>;

export const fromServer = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("greeting"),
    protocol: z.int(),
    version,
    nonce: id,
    needsToken: z.boolean(),
  }),
  z.object({ type: z.literal("refused"), reason, isBusy: z.boolean() }),
  /** `environment`: the server's description of its host, for the records. */
  z.strictObject({ type: z.literal("welcome"), limits, bootId, environment: plainRecord, padding }),
  z.strictObject({ type: z.literal("recruited") }),
  z.strictObject({ type: z.literal("listening"), port: z.int().min(1).max(65535) }),
  /** `names`: of the first data connection, as the server sees it. */
  z.strictObject({ type: z.literal("ready"), names: connectionNamesSchema }),
  z.strictObject({ type: z.literal("started") }),
  z.strictObject({ type: z.literal("result"), side: sideResultSchema }),
  z.strictObject({ type: z.literal("failed"), reason }),
]);

export const fromClient = z.discriminatedUnion("type", [
  /** `client`: drawn at random by each process, so that it is recognised after its connection was lost. */
  z.object({
    type: z.literal("hello"),
    protocol: z.int(),
    version,
    proof: id.nullable(),
    client: id.optional(),
  }),
  z.strictObject({
    type: z.literal("recruit"),
    threads: CELL.threads.schema,
    timeoutMs: HOSTS.timeoutMs.schema,
    padding,
  }),
  z.strictObject({
    type: z.literal("prepare"),
    id,
    /** The end of each connection that the server runs. */
    end: z.enum(["send", "receive"]),
    spec: trialSpecSchema,
    /** Client and server run on one machine. */
    sharesMachine: z.boolean(),
  }),
  z.strictObject({ type: z.literal("start") }),
  /** `null`: the senders failed. */
  z.strictObject({ type: z.literal("offsets"), offsets: sliceOffsetsSchema.nullable() }),
]);

export type FromServer = z.infer<typeof fromServer>;
export type FromClient = z.infer<typeof fromClient>;
/** The connection as the client sees it, and as the server sees it. */
export type ServerChannel = Channel<FromServer, FromClient>;
export type ClientChannel = Channel<FromClient, FromServer>;

export type TrialRequest = Extract<FromClient, { readonly type: "prepare" }>;

/** Which limit is exceeded, in one sentence; `null` when none is. */
export function beyond(allowed: TrialLimits, needs: TrialLimits): string | null {
  if (needs.threads > allowed.threads) {
    return `${needs.threads} threads are more than the server's --max-threads ${allowed.threads}`;
  }
  if (needs.messageBytes > allowed.messageBytes) {
    return `messages (or a working set) of ${bytesText(needs.messageBytes)} are more than the server's ` +
      `--max-message ${bytesText(allowed.messageBytes)}`;
  }
  if (needs.durationMs > allowed.durationMs) {
    return `trials of ${timeText(needs.durationMs)} are longer than the server's ` +
      `--max-duration ${timeText(allowed.durationMs)}`;
  }
  return null;
}
