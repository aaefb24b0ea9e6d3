/** The memory that the 8 fields of a message are received into, each in an allocation of its own, as at the sender. */
import { type Eight, eight, type Field, Payload } from "../modes/payload.ts";
import type { ExpectedMessage } from "./strategy.ts";

export class FieldMemory implements Disposable {
  readonly messageBytes: number;
  readonly fields: Eight<Field>;
  /** Bytes of a message before each field. */
  readonly offsets: Eight<number>;
  readonly #payload: Payload;

  constructor({ messageBytes, alignBytes, payloadSeed }: ExpectedMessage) {
    this.#payload = new Payload(messageBytes, alignBytes, payloadSeed);
    this.messageBytes = messageBytes;
    const fields = this.fields = this.#payload.fields;
    this.offsets = eight((i) => fields.slice(0, i).reduce((sum, { byteLength }) => sum + byteLength, 0));
  }

  /**
   * The bytes that a call has put here.
   *
   * @param end where in the message it ended, from 0; it began within the same message
   */
  taken(end: number, bytes: number): readonly Uint8Array<ArrayBuffer>[] {
    const to = end === 0 ? this.messageBytes : end, from = to - bytes;
    return this.fields.map((field, i) => {
      const within = (offset: number) => Math.min(field.byteLength, Math.max(0, offset - this.offsets[i]!));
      return field.bytes.subarray(within(from), within(to));
    });
  }

  [Symbol.dispose](): void {
    this.#payload[Symbol.dispose]();
  }
}
