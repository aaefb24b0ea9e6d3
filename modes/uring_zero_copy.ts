/** `uring-zero-copy` (A3u): IORING_OP_SENDMSG_ZC with an iovec of the 8 fields, by an io_uring. */
import { IORING_OP_SENDMSG_ZC, IORING_SEND_ZC_REPORT_USAGE } from "../ffi/io_uring.ts";
import type { OpenTransmitter } from "./mode.ts";
import { GatheredMessages } from "./ring_requests.ts";
import type { RequestKind } from "./ring_transmitter.ts";
import { RingZeroCopyTransmitter } from "./ring_zero_copy_transmitter.ts";

export const SENDMSG_ZC: RequestKind = {
  opcode: IORING_OP_SENDMSG_ZC,
  name: "IORING_OP_SENDMSG_ZC",
  advice: "this kernel does not know it, or not its IORING_SEND_ZC_REPORT_USAGE (needs Linux 6.2)",
  options: IORING_SEND_ZC_REPORT_USAGE,
  writer: (payload, places) => new GatheredMessages(payload, places),
};

export const openUringZeroCopy: OpenTransmitter = (fd, payload, options = {}) =>
  new RingZeroCopyTransmitter(fd, payload, SENDMSG_ZC, options).checked();
