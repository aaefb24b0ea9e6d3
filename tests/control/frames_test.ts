import { assertEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import { type ByteSource, ControlError, encodeFrame, readFrame } from "../../control/frames.ts";

/** A source that gives at most `chunk` bytes at a time, then ends. */
function source(bytes: Uint8Array, chunk = bytes.length): ByteSource {
  let at = 0;
  return {
    read(into) {
      if (at === bytes.length) return Promise.resolve(null);
      const part = bytes.subarray(at, at + Math.min(chunk, into.length));
      into.set(part);
      at += part.length;
      return Promise.resolve(part.length);
    },
  };
}

function frameOf(body: Uint8Array, length = body.length): Uint8Array {
  const frame = new Uint8Array(4 + body.length);
  new DataView(frame.buffer).setUint32(0, length, false);
  frame.set(body, 4);
  return frame;
}

const text = (value: string) => new TextEncoder().encode(value);

Deno.test("any JSON value comes back from its frame, in whatever pieces it arrives", async () => {
  await fc.assert(
    fc.asyncProperty(fc.jsonValue(), fc.integer({ min: 1, max: 7 }), async (value, chunk) => {
      const sent = JSON.parse(JSON.stringify(value));
      assertEquals(await readFrame(source(encodeFrame(value), chunk), () => 1e6), sent);
    }),
    { numRuns: 200 },
  );
});

Deno.test("frames follow each other, and the end between two frames is no error", async () => {
  const both = source(new Uint8Array([...encodeFrame({ a: 1 }), ...encodeFrame([2])]));
  assertEquals(await readFrame(both, () => 100), { a: 1 });
  assertEquals(await readFrame(both, () => 100), [2]);
  assertEquals(await readFrame(both, () => 100), undefined);
});

Deno.test("a length beyond the cap is refused before any of the body is read", async () => {
  let reads = 0;
  const counted: ByteSource = {
    read: (into) => {
      reads += 1;
      into.fill(0xff);
      return Promise.resolve(into.length);
    },
  };
  await assertRejects(() => readFrame(counted, () => 1000), ControlError, "a frame of 4294967295 bytes");
  assertEquals(reads, 1);
});

Deno.test("bad frames are told apart", async () => {
  const cases: [Uint8Array, string][] = [
    [new Uint8Array([0, 0]), "closed the connection inside a frame"],
    [frameOf(text('{"a":'), 20), "closed the connection inside a frame"],
    [frameOf(text("")), "a frame of 0 bytes"],
    [frameOf(text("1".repeat(101))), "a frame of 101 bytes; the limits are 1 to 100"],
    [frameOf(text("{a:1}")), "not JSON"],
    [frameOf(new Uint8Array([0x22, 0xff, 0x22])), "not JSON"],
  ];
  for (const [bytes, expected] of cases) {
    await assertRejects(() => readFrame(source(bytes), () => 100), ControlError, expected);
  }
});
