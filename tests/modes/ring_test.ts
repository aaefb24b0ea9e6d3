import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  IORING_CQE_F_MORE,
  IORING_CQE_F_NOTIF,
  IORING_NOTIF_USAGE_ZC_COPIED,
  IORING_OP_SEND_ZC,
} from "../../ffi/io_uring.ts";
import { MSG_DONTWAIT } from "../../ffi/constants.ts";
import { SyscallError } from "../../ffi/errno.ts";
import { NativeMemory } from "../../ffi/memory.ts";
import type { TransmitOptions } from "../../modes/mode.ts";
import { Payload } from "../../modes/payload.ts";
import { CompletionRing, type CompletionSink, Ring } from "../../modes/ring.ts";
import { SQE_WORDS, WORD } from "../../modes/ring_requests.ts";
import { RingTransmitter } from "../../modes/ring_transmitter.ts";
import { RingZeroCopyTransmitter } from "../../modes/ring_zero_copy_transmitter.ts";
import { SENDMSG_ZC } from "../../modes/uring_zero_copy.ts";
import { LocalConnections } from "../../net/connections.ts";
import { expectedMessage, receive } from "./delivery.ts";

const MESSAGE_BYTES = 1003;

/** Notes what it is told. */
class Notes implements CompletionSink {
  readonly finishedIds: number[] = [];
  readonly notifiedIds: number[] = [];
  readonly said: string[] = [];

  finished(id: number, result: number, willNotify: boolean): void {
    this.finishedIds.push(id);
    this.said.push(`${id}: ${result}${willNotify ? ", more follows" : ""}`);
  }

  notified(id: number, usage: number): void {
    this.notifiedIds.push(id);
    this.said.push(`${id} notified${usage < 0 ? ", copied" : ""}`);
  }

  withdrawn(id: number): void {
    this.said.push(`${id} withdrawn`);
  }
}

/** As it is, but its first request may have any number. */
class NumberedTransmitter extends RingZeroCopyTransmitter {
  constructor(fd: number, payload: Payload, options: TransmitOptions) {
    super(fd, payload, SENDMSG_ZC, options);
  }

  startAt(id: number): void {
    this.ring.tail = id;
  }
}

Deno.test("completions are read in the ring's order while its heads and tails wrap, at the sign and at zero", () => {
  const PLACES = 4, HEAD = 0, TAIL = 1, FIRST = 4;
  for (const start of [0x7fff_fffe, -2, 0]) {
    const words = new Int32Array(FIRST + 4 * PLACES), notes = new Notes();
    const ring = new CompletionRing(words, { cqHead: HEAD, cqTail: TAIL, cqes: FIRST }, PLACES, notes);
    words[HEAD] = words[TAIL] = start;
    assertEquals(ring.read(), 0);
    const completions = [[7, 100, 0], [8, 100, IORING_CQE_F_MORE], [-9, -11, 0], [
      8,
      IORING_NOTIF_USAGE_ZC_COPIED,
      IORING_CQE_F_NOTIF,
    ]] as const;
    for (const [i, [id, result, flags]] of completions.entries()) {
      words.set([id, 0, result, flags], FIRST + 4 * ((start + i) & (PLACES - 1)));
    }
    words[TAIL] = (start + 4) | 0;
    assertEquals(ring.read(), 3);
    assertEquals(notes.said, ["7: 100", "8: 100, more follows", "-9: -11", "8 notified, copied"]);
    assertEquals([words[HEAD], ring.read()], [words[TAIL], 0]);
  }
});

Deno.test("numbers of requests wrap, at the sign and at zero, and each send has its notification", () => {
  for (const start of [0x7fff_ffc0, -64]) {
    using connections = new LocalConnections(1, { congestion: "system", sndbufBytes: 2 ** 20 });
    const { tx, rx } = connections.pairs[0]!;
    using payload = new Payload(MESSAGE_BYTES, 16, 1);
    using transmitter = new NumberedTransmitter(tx.fd, payload, { queueDepth: 32 });
    transmitter.startAt(start);
    for (let i = 0; i < 5; i++) {
      assertEquals(transmitter.sendMany(30), 30);
      const expected = Array.from({ length: 30 }, () => [...expectedMessage(MESSAGE_BYTES)]).flat();
      assertEquals([...receive(rx.fd, 30 * MESSAGE_BYTES)], expected);
    }
    const { sends, completions, fallbacks } = transmitter.finish(() => false);
    assertEquals([sends, completions, fallbacks], [150, 150, 0]);
  }
});

Deno.test("notifications out of order settle what all before it have settled, and strangers' count for nothing", () => {
  using connections = new LocalConnections(1, { congestion: "system" });
  using payload = new Payload(MESSAGE_BYTES, 16, 1);
  const options = { rewrites: true, drainTimeoutMs: 20 };
  using transmitter = new NumberedTransmitter(connections.pairs[0]!.tx.fd, payload, options);
  for (const id of [0, 1, 2, 3]) transmitter.finished(id, MESSAGE_BYTES, true);
  const settled = () => [1, 2, 3, 4].filter((mark) => transmitter.settle(mark));
  transmitter.notified(2, 0);
  assertEquals(settled(), []);
  transmitter.notified(0, 0);
  transmitter.notified(0, 0); // nobody has promised a second
  transmitter.notified(4096, 0);
  assertEquals(settled(), [1]);
  transmitter.notified(1, IORING_NOTIF_USAGE_ZC_COPIED);
  assertEquals(settled(), [1, 2, 3]);
  const { sends, completions, copied } = transmitter.finish(() => false);
  assertEquals([sends, completions, copied], [4, 3, 1]);
});

Deno.test("a send that was promised no notification, or took nothing, is no zero-copy send", () => {
  using connections = new LocalConnections(1, { congestion: "system" });
  using payload = new Payload(MESSAGE_BYTES, 16, 1);
  using transmitter = new NumberedTransmitter(connections.pairs[0]!.tx.fd, payload, { rewrites: true });
  transmitter.finished(0, -125, false);
  transmitter.finished(1, 0, true);
  transmitter.notified(1, IORING_NOTIF_USAGE_ZC_COPIED);
  assertEquals(transmitter.settle(2), true);
  const { sends, completions } = transmitter.finish(() => false);
  assertEquals([sends, completions], [0, 0]);
});

Deno.test("a kernel that does not know an operation is named with the Linux that does", () => {
  using connections = new LocalConnections(1, { congestion: "system" });
  using payload = new Payload(MESSAGE_BYTES, 16, 1);
  const { fd } = connections.pairs[0]!.tx;
  const unknown = { ...SENDMSG_ZC, opcode: 200 };
  const error = assertThrows(() => new RingTransmitter(fd, payload, unknown, {}).checked(), SyscallError);
  assertEquals(
    error.message,
    "io_uring IORING_OP_SENDMSG_ZC failed: EINVAL (22): this kernel does not know it, or not its " +
      "IORING_SEND_ZC_REPORT_USAGE (needs Linux 6.2)",
  );
});

Deno.test("completions for which the ring has no room are not lost", () => {
  const PLACES = 4, ROUNDS = 6, BYTES = 4096;
  using connections = new LocalConnections(1, {
    congestion: "system",
    sndbufBytes: 2 ** 20,
    rcvbufBytes: 4096,
  });
  const { tx, rx } = connections.pairs[0]!;
  using memory = new NativeMemory(BYTES);
  const notes = new Notes();
  using ring = new Ring(PLACES, PLACES, notes);
  for (let i = 0; i < PLACES * ROUNDS; i++) {
    const at = (ring.tail & ring.mask) * SQE_WORDS;
    ring.requests.fill(0, at, at + SQE_WORDS);
    ring.requests[at] = IORING_OP_SEND_ZC;
    ring.requests[at + WORD.fd] = tx.fd;
    new BigUint64Array(ring.requests.buffer)[(at + WORD.addr) / 2] = memory.address;
    ring.requests[at + WORD.len] = BYTES;
    ring.requests[at + WORD.opFlags] = MSG_DONTWAIT;
    ring.requests[at + WORD.userData] = i;
    ring.tail += 1;
    assertEquals(ring.submit(1), 0);
  }
  const late = PLACES * ROUNDS - notes.notifiedIds.length;
  assert(late > 2 * PLACES, `only ${late} notifications are to come`);
  receive(rx.fd, PLACES * ROUNDS * BYTES); // they come at once, more than there are places
  for (let i = 0; i < 20 && notes.notifiedIds.length < PLACES * ROUNDS; i++) ring.wait(50);
  const all = Array.from({ length: PLACES * ROUNDS }, (_, id) => id);
  assertEquals([notes.finishedIds, notes.notifiedIds.toSorted((a, b) => a - b)], [all, all]);
  assertEquals(ring.lost, 0);
});
