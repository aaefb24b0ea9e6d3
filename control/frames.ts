/**
 * Frames on the control connection: four bytes of length, big-endian, then that many bytes of JSON in UTF-8. The
 * length is checked against a cap before anything is allocated.
 */

/** The peer violated the protocol, or is gone; the message says what happened. */
export class ControlError extends Error {
  override readonly name = "ControlError";
}

/** What frames are read from: a Deno.Conn, or a test's. */
export interface ByteSource {
  read(into: Uint8Array): Promise<number | null>;
}

const LENGTH_BYTES = 4;

/** A message as a frame. */
export function encodeFrame(message: unknown): Uint8Array<ArrayBuffer> {
  const body = new TextEncoder().encode(JSON.stringify(message));
  const frame = new Uint8Array(LENGTH_BYTES + body.length);
  new DataView(frame.buffer).setUint32(0, body.length, false);
  frame.set(body, LENGTH_BYTES);
  return frame;
}

/**
 * Reads one frame.
 *
 * @param maxBytes the longest body that is accepted, asked when a frame begins
 * @returns the JSON value; undefined where the stream ends between frames
 * @throws ControlError for a body that is empty, too long, cut off, or not JSON; it says what the peer did
 */
export async function readFrame(source: ByteSource, maxBytes: () => number): Promise<unknown> {
  const header = new Uint8Array(LENGTH_BYTES);
  const headerBytes = await fill(source, header);
  if (headerBytes === 0) return undefined;
  if (headerBytes < LENGTH_BYTES) throw new ControlError("closed the connection inside a frame");
  const length = new DataView(header.buffer).getUint32(0, false);
  if (length === 0 || length > maxBytes()) {
    throw new ControlError(`sent a frame of ${length} bytes; the limits are 1 to ${maxBytes()}`);
  }
  const body = new Uint8Array(length);
  if (await fill(source, body) < length) throw new ControlError("closed the connection inside a frame");
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    throw new ControlError("sent a frame that is not JSON in UTF-8");
  }
}

/** Reads until `into` is full or the stream ends; returns how many bytes came. */
async function fill(source: ByteSource, into: Uint8Array): Promise<number> {
  let filled = 0;
  while (filled < into.length) {
    const count = await source.read(into.subarray(filled));
    if (count === null) break;
    filled += count;
  }
  return filled;
}
