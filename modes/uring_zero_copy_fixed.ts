/**
 * `uring-zero-copy-fixed` (C3u): the control with nothing to gather: IORING_OP_SEND_ZC of one page-aligned buffer that is
 * registered with the io_uring, so that its pages are pinned once and not for each send.
 */
import {
  IORING_OP_SEND_ZC,
  IORING_RECVSEND_FIXED_BUF,
  IORING_SEND_ZC_REPORT_USAGE,
} from "../ffi/io_uring.ts";
import type { OpenTransmitter } from "./mode.ts";
import { FixedMessages } from "./ring_requests.ts";
import type { RequestKind } from "./ring_transmitter.ts";
import { RingZeroCopyTransmitter } from "./ring_zero_copy_transmitter.ts";

const SEND_ZC: RequestKind = {
  opcode: IORING_OP_SEND_ZC,
  name: "IORING_OP_SEND_ZC",
  advice: "this kernel does not know it, or not its IORING_SEND_ZC_REPORT_USAGE (needs Linux 6.2)",
  options: IORING_SEND_ZC_REPORT_USAGE | IORING_RECVSEND_FIXED_BUF,
  writer: (payload) => new FixedMessages(payload),
};

export const openUringZeroCopyFixed: OpenTransmitter = (fd, payload, options = {}) =>
  new RingZeroCopyTransmitter(fd, payload, SEND_ZC, options).checked();
