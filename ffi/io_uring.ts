/**
 * The structures that a program shares with io_uring, and the numbers that go into them.
 *
 * Offsets in bytes. Source: io_uring_setup(2), io_uring_enter(2), io_uring_register(2), linux/io_uring.h; checked in
 * `tests/ffi/golden_test.ts` against a C compiler's values.
 */

/** `struct io_uring_params`: what is asked for, and what the kernel answers. */
export const IO_URING_PARAMS = {
  size: 120,
  sqEntries: 0,
  cqEntries: 4,
  flags: 8,
  features: 20,
  sqTail: 44,
  sqArray: 64,
  cqHead: 80,
  cqTail: 84,
  cqOverflow: 96,
  cqes: 100,
} as const;

/** `struct io_uring_sqe`, a request. */
export const IO_URING_SQE = {
  size: 64,
  opcode: 0,
  flags: 1,
  ioprio: 2,
  fd: 4,
  addr: 16,
  len: 24,
  /** Of sends: `msg_flags`; of IORING_OP_POLL_ADD: `poll32_events`. */
  opFlags: 28,
  userData: 32,
  bufIndex: 40,
} as const;

/** `struct io_uring_cqe`, a completion. */
export const IO_URING_CQE = { size: 16, userData: 0, res: 8, flags: 12 } as const;

/** `struct io_uring_getevents_arg`, which bounds a wait. */
export const IO_URING_GETEVENTS_ARG = { size: 24, ts: 16 } as const;

export const IORING_OFF_SQ_RING = 0;
export const IORING_OFF_SQES = 0x10000000;

export const IORING_SETUP_CQSIZE = 1 << 3;
export const IORING_SETUP_SINGLE_ISSUER = 1 << 12;
export const IORING_SETUP_DEFER_TASKRUN = 1 << 13;
export const IORING_FEAT_RSRC_TAGS = 1 << 10;

export const IORING_OP_POLL_ADD = 6;
export const IORING_OP_SENDMSG = 9;
export const IORING_OP_SEND_ZC = 47;
export const IORING_OP_SENDMSG_ZC = 48;

export const IOSQE_IO_LINK = 1 << 2;
export const IORING_RECVSEND_FIXED_BUF = 1 << 2;
export const IORING_SEND_ZC_REPORT_USAGE = 1 << 3;

export const IORING_ENTER_GETEVENTS = 1 << 0;
export const IORING_ENTER_EXT_ARG = 1 << 3;

export const IORING_CQE_F_MORE = 1 << 1;
export const IORING_CQE_F_NOTIF = 1 << 3;
/** In the `res` of a notification; as an i32, which is what a completion has. */
export const IORING_NOTIF_USAGE_ZC_COPIED = 1 << 31;

export const IORING_REGISTER_BUFFERS = 0;
export const IORING_UNREGISTER_BUFFERS = 1;
