/**
 * Bytes of unknown encoding as text, chunk by chunk: UTF-8 unless a byte order mark or zero bytes say UTF-16, and
 * Windows-1252 (which is Latin-1 where that has characters) from where UTF-8 is broken, unless it was seen to be that.
 */

/** How much is read before the encoding is decided. */
export const HEAD_BYTES = 64 * 1024;

/** The encoding of a file that begins with `head`. */
export function encodingOf(head: Uint8Array): "utf-8" | "utf-16le" | "utf-16be" {
  if (head[0] === 0xff && head[1] === 0xfe) return "utf-16le";
  if (head[0] === 0xfe && head[1] === 0xff) return "utf-16be";
  const sample = head.subarray(0, 4096);
  const zeros = [0, 0];
  sample.forEach((byte, i) => byte === 0 && zeros[i % 2]!++);
  const [even, odd] = zeros as [number, number];
  const quarter = sample.length / 4;
  if (odd > quarter && even === 0) return "utf-16le";
  if (even > quarter && odd === 0) return "utf-16be";
  return "utf-8";
}

/** Decodes a file from its start; the first chunk decides about UTF-16 and should be a head, or the whole file. */
export class Decoder {
  #decoder: TextDecoder | null = null;
  #mayBeLatin = false;
  #seenMultibyte = false;
  /** The last bytes of the previous chunk, where they may begin a character. */
  #begun = new Uint8Array();

  /** The text of the next bytes; without bytes, of what was left over at the end. */
  decode(bytes: Uint8Array = new Uint8Array(), isEnd = false): string {
    this.#decoder ??= this.#open(bytes);
    try {
      const text = this.#decoder.decode(bytes, { stream: !isEnd });
      this.#seenMultibyte ||= this.#mayBeLatin && /[\u0080-\uffff]/.test(text);
      this.#begun = begunCharacter(bytes);
      return text;
    } catch {
      this.#decoder = new TextDecoder(this.#seenMultibyte ? "utf-8" : "windows-1252");
      const again = new Uint8Array([...this.#begun, ...bytes]);
      return this.#decoder.decode(again, { stream: !isEnd });
    }
  }

  #open(head: Uint8Array): TextDecoder {
    const encoding = encodingOf(head);
    this.#mayBeLatin = encoding === "utf-8";
    return new TextDecoder(encoding, { fatal: this.#mayBeLatin });
  }
}

const LONGEST_CHARACTER = 4;

/** The bytes at a chunk's end that begin a UTF-8 character without finishing it. */
function begunCharacter(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const tail = bytes.slice(-LONGEST_CHARACTER + 1);
  const start = tail.findLastIndex((byte) => byte >= 0xc0);
  if (start < 0) return new Uint8Array();
  const length = tail[start]! >= 0xf0 ? 4 : tail[start]! >= 0xe0 ? 3 : 2;
  return tail.length - start < length ? tail.slice(start) : new Uint8Array();
}
