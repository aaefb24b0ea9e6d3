/** The kernel's io_uring workers, seen on this kernel: one is made for a request that has to be run by a worker. */
import { assert, assertEquals } from "@std/assert";
import { IO_URING_SQE } from "../../ffi/io_uring.ts";
import { readRingWorkers } from "../../host/ring_workers.ts";
import { type CompletionSink, Ring } from "../../modes/ring.ts";
import { present } from "../present.ts";

const IORING_OP_NOP = 0, IOSQE_ASYNC = 1 << 4;

const NOBODY: CompletionSink = { finished() {}, notified() {}, withdrawn() {} };

function whyNoRing(): string | null {
  try {
    new Ring(1, 2, NOBODY)[Symbol.dispose]();
    return null;
  } catch (error) {
    return String(error);
  }
}

const obstacle = whyNoRing();
if (obstacle !== null) console.log(`the test of the kernel's io_uring workers is skipped: ${obstacle}`);

Deno.test({
  name: "a worker that the kernel makes for a request is seen",
  ignore: obstacle !== null,
  fn() {
    using ring = new Ring(1, 2, NOBODY);
    const before = present(readRingWorkers());
    ring.requests.fill(0);
    ring.requests[0] = IORING_OP_NOP | IOSQE_ASYNC << (8 * IO_URING_SQE.flags);
    ring.tail = 1;
    assertEquals(ring.submit(1), 0);
    assert(present(readRingWorkers()) > before, `${before} before, no more afterwards`);
  },
});
