/**
 * Kernel and libc numbers under their C names, Linux, valid on x86-64 and arm64 alike unless said otherwise.
 *
 * Source: the headers named at each group; `tests/ffi/golden_test.ts` checks them against a C compiler.
 */

// sys/socket.h, netinet/in.h
export const AF_INET = 2;
export const AF_INET6 = 10;
export const SOCK_STREAM = 1;
export const SOCK_DGRAM = 2;
export const SOCK_CLOEXEC = 0o2000000;
export const SHUT_WR = 1;
export const SHUT_RDWR = 2;
export const SOL_SOCKET = 1;
export const SO_REUSEADDR = 2;
export const SO_ERROR = 4;
export const SO_SNDBUF = 7;
export const SO_RCVBUF = 8;
export const SO_KEEPALIVE = 9;
export const SO_ACCEPTCONN = 30;
export const SO_ZEROCOPY = 60;
export const IPPROTO_TCP = 6;
export const SOL_IP = 0;
export const SOL_IPV6 = 41;
export const IP_RECVERR = 11;
export const IPV6_RECVERR = 25;

// sys/socket.h, MSG_*
export const MSG_DONTWAIT = 0x40;
export const MSG_WAITALL = 0x100;
export const MSG_PEEK = 0x02;
export const MSG_CTRUNC = 0x08;
export const MSG_TRUNC = 0x20;
export const MSG_ERRQUEUE = 0x2000;
export const MSG_NOSIGNAL = 0x4000;
export const MSG_MORE = 0x8000;
export const MSG_ZEROCOPY = 0x4000000;

// netinet/tcp.h
export const TCP_NODELAY = 1;
export const TCP_MAXSEG = 2;
export const TCP_KEEPIDLE = 4;
export const TCP_KEEPINTVL = 5;
export const TCP_KEEPCNT = 6;
export const TCP_INFO = 11;
export const TCP_CONGESTION = 13;
export const TCP_ZEROCOPY_RECEIVE = 35;

// linux/errqueue.h
export const SO_EE_ORIGIN_ZEROCOPY = 5;
export const SO_EE_CODE_ZEROCOPY_COPIED = 1;

// sys/mman.h
export const PROT_READ = 1;
export const PROT_WRITE = 2;
export const MAP_SHARED = 0x01;
export const MAP_PRIVATE = 0x02;
export const MAP_ANONYMOUS = 0x20;
export const MAP_POPULATE = 0x8000;
export const MADV_DONTNEED = 4;
export const MADV_REMOVE = 9;
export const MADV_NOHUGEPAGE = 15;
export const MFD_CLOEXEC = 1;

// time.h, sys/resource.h
export const CLOCK_MONOTONIC = 1;
export const CLOCK_THREAD_CPUTIME_ID = 3;
export const TIMER_ABSTIME = 1;
export const RUSAGE_THREAD = 1;

// sched.h, fcntl.h, asm-generic/ioctls.h
export const CLONE_NEWNET = 0x40000000;
export const O_RDONLY = 0;
export const O_CLOEXEC = 0o2000000;
export const FIONBIO = 0x5421;
export const F_SETPIPE_SZ = 1031;
export const F_GETPIPE_SZ = 1032;
export const SPLICE_F_MORE = 4;

// poll.h
export const POLLIN = 0x01;
export const POLLOUT = 0x04;
export const POLLERR = 0x08;
