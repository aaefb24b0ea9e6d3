/** `uring-send` (A2u): IORING_OP_SENDMSG with an iovec of the 8 fields, by an io_uring. The kernel copies as for sendmsg(2). */
import { IORING_OP_SENDMSG } from "../ffi/io_uring.ts";
import type { OpenTransmitter } from "./mode.ts";
import { GatheredMessages } from "./ring_requests.ts";
import { type RequestKind, RingTransmitter } from "./ring_transmitter.ts";

const SENDMSG: RequestKind = {
  opcode: IORING_OP_SENDMSG,
  name: "IORING_OP_SENDMSG",
  advice: "this kernel does not know it (needs Linux 5.13)",
  options: 0,
  writer: (payload, places) => new GatheredMessages(payload, places),
};

export const openUringSend: OpenTransmitter = (fd, payload, options = {}) =>
  new RingTransmitter(fd, payload, SENDMSG, options).checked();
