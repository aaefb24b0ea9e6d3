import { assertEquals } from "@std/assert";
import { GatherMessage } from "../../modes/gather_message.ts";
import { Payload, spacedMessageBytes, workingSetMessages } from "../../modes/payload.ts";
import { MODES } from "../../modes/registry.ts";
import { openWalking } from "../../modes/working_set.ts";
import { LocalConnections } from "../../net/connections.ts";
import { receive } from "./delivery.ts";

const MESSAGE_BYTES = 83;
const ALIGN_BYTES = 16;

/** Makes the fields of each message tell its number, and returns what should arrive for it. */
function numbered(payload: Payload): Uint8Array[] {
  return Array.from({ length: payload.messageCount }, (_, message) => {
    const parts = payload.fields.map(({ bytes, byteLength, strideBytes }, i) =>
      bytes.subarray(message * strideBytes, message * strideBytes + byteLength).fill(16 * message + i)
    );
    return new Uint8Array(parts.flatMap((part) => [...part]));
  });
}

for (const mode of MODES) {
  Deno.test(`${mode.id} walks through its messages in order, round and round`, () => {
    using connections = new LocalConnections(1, { congestion: "system" });
    const { tx, rx } = connections.pairs[0]!;
    using payload = new Payload(MESSAGE_BYTES, ALIGN_BYTES, 1, 3);
    const [first, second, third] = numbered(payload);
    using transmitter = openWalking(mode.open, tx.fd, payload);
    assertEquals([transmitter.sendMany(2), transmitter.sendMany(2)], [2, 2]);
    const expected = [first!, second!, third!, first!].flatMap((message) => [...message]);
    assertEquals([...receive(rx.fd, 4 * MESSAGE_BYTES)], expected);
    transmitter.finish(() => false);
  });
}

Deno.test("after a partial send the rest is that of the message pointed at", () => {
  using connections = new LocalConnections(1, { congestion: "system" });
  const { tx, rx } = connections.pairs[0]!;
  using payload = new Payload(MESSAGE_BYTES, ALIGN_BYTES, 1, 3);
  const third = numbered(payload)[2]!;
  using message = new GatherMessage(payload);
  message.point(2);
  assertEquals(message.sendRest(tx.fd, 30, 0), MESSAGE_BYTES);
  assertEquals(receive(rx.fd, MESSAGE_BYTES - 30), third.subarray(30));
});

Deno.test("a working set is as many messages as its memory holds, gaps included", () => {
  assertEquals(spacedMessageBytes(64, 4096), 8 * 4096);
  assertEquals(spacedMessageBytes(64, 8), 64);
  assertEquals(workingSetMessages(64, 4096, 10 * 8 * 4096), 10);
  assertEquals(workingSetMessages(64, 8, 4096), 64);
  assertEquals(workingSetMessages(1024 * 1024, 4096, 4096), 1);
  assertEquals(workingSetMessages(8, 1, 2 ** 30), 65536);
});

Deno.test("fields of all messages start at multiples of the alignment and do not overlap", () => {
  using payload = new Payload(MESSAGE_BYTES, ALIGN_BYTES, 7, 4);
  for (const [i, { byteLength }] of payload.fields.entries()) {
    const addresses = [0, 1, 2, 3].map((message) => payload.address(message, i));
    assertEquals(addresses.map((address) => Number(address % BigInt(ALIGN_BYTES))), [0, 0, 0, 0]);
    const gaps = addresses.slice(1).map((address, k) => Number(address - addresses[k]!));
    assertEquals(gaps.every((gap) => gap >= byteLength), true);
  }
});
