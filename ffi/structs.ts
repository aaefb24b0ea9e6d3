/**
 * Byte layouts of the C structures netio fills and reads: sizes and offsets in bytes, little-endian, LP64 Linux
 * (x86-64 and arm64 agree). `tests/ffi/golden_test.ts` compares them with `sizeof`/`offsetof` from C.
 */

/** `struct sockaddr_in`, netinet/in.h; port and address are big-endian. */
export const SOCKADDR_IN = { size: 16, family: 0, port: 2, addr: 4 } as const;

/** `struct sockaddr_in6`, netinet/in.h; likewise, scope in the machine's order. */
export const SOCKADDR_IN6 = { size: 28, family: 0, port: 2, flowinfo: 4, addr: 8, scope_id: 24 } as const;

/** `struct iovec`, sys/uio.h. */
export const IOVEC = { size: 16, base: 0, len: 8 } as const;

/** `struct msghdr`, sys/socket.h. */
export const MSGHDR = {
  size: 56,
  name: 0,
  namelen: 8,
  iov: 16,
  iovlen: 24,
  control: 32,
  controllen: 40,
  flags: 48,
} as const;

/** `struct cmsghdr`, sys/socket.h; its data follow at {@linkcode CMSGHDR.size}, items are 8-byte aligned. */
export const CMSGHDR = { size: 16, len: 0, level: 8, type: 12 } as const;

/** `struct sock_extended_err`, linux/errqueue.h. */
export const SOCK_EXTENDED_ERR = {
  size: 16,
  errno: 0,
  origin: 4,
  type: 5,
  code: 6,
  info: 8,
  data: 12,
} as const;

/** `struct pollfd`, poll.h. */
export const POLLFD = { size: 8, fd: 0, events: 4, revents: 6 } as const;

/** `struct timespec`, time.h. */
export const TIMESPEC = { size: 16, sec: 0, nsec: 8 } as const;

/** `struct rusage`, sys/resource.h: the fields netio reads, each a `long`. */
export const RUSAGE = { size: 144, minflt: 64, majflt: 72, nvcsw: 128, nivcsw: 136 } as const;

/** `struct tcp_zerocopy_receive`, linux/tcp.h: the fields netio uses. */
export const TCP_ZEROCOPY = {
  size: 64,
  address: 0,
  length: 8,
  recv_skip_hint: 12,
  err: 20,
  copybuf_address: 24,
  copybuf_len: 32,
  flags: 36,
} as const;

/** `struct tcp_info`, linux/tcp.h: the fields netio reads; a field counts only if it ends within the returned length. */
export const TCP_INFO_FIELDS = {
  retransmits: { offset: 2, bytes: 1 },
  unacked: { offset: 24, bytes: 4 },
  last_ack_recv: { offset: 56, bytes: 4 },
  rtt: { offset: 68, bytes: 4 },
  snd_ssthresh: { offset: 76, bytes: 4 },
  snd_cwnd: { offset: 80, bytes: 4 },
  total_retrans: { offset: 100, bytes: 4 },
  min_rtt: { offset: 148, bytes: 4 },
  data_segs_out: { offset: 156, bytes: 4 },
  busy_time: { offset: 168, bytes: 8 },
  rwnd_limited: { offset: 176, bytes: 8 },
  bytes_sent: { offset: 200, bytes: 8 },
  dsack_dups: { offset: 216, bytes: 4 },
} as const;
