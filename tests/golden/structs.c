/* Prints what ffi/structs.ts and ffi/constants.ts must say, as the C compiler sees the headers: one flat JSON object. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <time.h>
#include <linux/errqueue.h>
#include <netinet/in.h>
#include <linux/tcp.h>
#include <poll.h>
#include <sched.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/uio.h>

#define SIZE(key, type) printf("  \"%s.size\": %zu,\n", key, sizeof(type))
#define OFFSET(key, type, name, field) printf("  \"%s.%s\": %zu,\n", key, name, offsetof(type, field))
#define NUMBER(name) printf("  \"%s\": %lld,\n", #name, (long long)(name))

static void print_structs(void) {
  SIZE("SOCKADDR_IN", struct sockaddr_in);
  OFFSET("SOCKADDR_IN", struct sockaddr_in, "family", sin_family);
  OFFSET("SOCKADDR_IN", struct sockaddr_in, "port", sin_port);
  OFFSET("SOCKADDR_IN", struct sockaddr_in, "addr", sin_addr);
  SIZE("SOCKADDR_IN6", struct sockaddr_in6);
  OFFSET("SOCKADDR_IN6", struct sockaddr_in6, "family", sin6_family);
  OFFSET("SOCKADDR_IN6", struct sockaddr_in6, "port", sin6_port);
  OFFSET("SOCKADDR_IN6", struct sockaddr_in6, "flowinfo", sin6_flowinfo);
  OFFSET("SOCKADDR_IN6", struct sockaddr_in6, "addr", sin6_addr);
  OFFSET("SOCKADDR_IN6", struct sockaddr_in6, "scope_id", sin6_scope_id);
  SIZE("IOVEC", struct iovec);
  OFFSET("IOVEC", struct iovec, "base", iov_base);
  OFFSET("IOVEC", struct iovec, "len", iov_len);
  SIZE("MSGHDR", struct msghdr);
  OFFSET("MSGHDR", struct msghdr, "name", msg_name);
  OFFSET("MSGHDR", struct msghdr, "namelen", msg_namelen);
  OFFSET("MSGHDR", struct msghdr, "iov", msg_iov);
  OFFSET("MSGHDR", struct msghdr, "iovlen", msg_iovlen);
  OFFSET("MSGHDR", struct msghdr, "control", msg_control);
  OFFSET("MSGHDR", struct msghdr, "controllen", msg_controllen);
  OFFSET("MSGHDR", struct msghdr, "flags", msg_flags);
  SIZE("CMSGHDR", struct cmsghdr);
  OFFSET("CMSGHDR", struct cmsghdr, "len", cmsg_len);
  OFFSET("CMSGHDR", struct cmsghdr, "level", cmsg_level);
  OFFSET("CMSGHDR", struct cmsghdr, "type", cmsg_type);
  SIZE("SOCK_EXTENDED_ERR", struct sock_extended_err);
  OFFSET("SOCK_EXTENDED_ERR", struct sock_extended_err, "errno", ee_errno);
  OFFSET("SOCK_EXTENDED_ERR", struct sock_extended_err, "origin", ee_origin);
  OFFSET("SOCK_EXTENDED_ERR", struct sock_extended_err, "type", ee_type);
  OFFSET("SOCK_EXTENDED_ERR", struct sock_extended_err, "code", ee_code);
  OFFSET("SOCK_EXTENDED_ERR", struct sock_extended_err, "info", ee_info);
  OFFSET("SOCK_EXTENDED_ERR", struct sock_extended_err, "data", ee_data);
  SIZE("POLLFD", struct pollfd);
  OFFSET("POLLFD", struct pollfd, "fd", fd);
  OFFSET("POLLFD", struct pollfd, "events", events);
  OFFSET("POLLFD", struct pollfd, "revents", revents);
  SIZE("TIMESPEC", struct timespec);
  OFFSET("TIMESPEC", struct timespec, "sec", tv_sec);
  OFFSET("TIMESPEC", struct timespec, "nsec", tv_nsec);
  SIZE("RUSAGE", struct rusage);
  OFFSET("RUSAGE", struct rusage, "minflt", ru_minflt);
  OFFSET("RUSAGE", struct rusage, "majflt", ru_majflt);
  OFFSET("RUSAGE", struct rusage, "nvcsw", ru_nvcsw);
  OFFSET("RUSAGE", struct rusage, "nivcsw", ru_nivcsw);
  SIZE("TCP_ZEROCOPY", struct tcp_zerocopy_receive);
  OFFSET("TCP_ZEROCOPY", struct tcp_zerocopy_receive, "address", address);
  OFFSET("TCP_ZEROCOPY", struct tcp_zerocopy_receive, "length", length);
  OFFSET("TCP_ZEROCOPY", struct tcp_zerocopy_receive, "recv_skip_hint", recv_skip_hint);
  OFFSET("TCP_ZEROCOPY", struct tcp_zerocopy_receive, "err", err);
  OFFSET("TCP_ZEROCOPY", struct tcp_zerocopy_receive, "copybuf_address", copybuf_address);
  OFFSET("TCP_ZEROCOPY", struct tcp_zerocopy_receive, "copybuf_len", copybuf_len);
  OFFSET("TCP_ZEROCOPY", struct tcp_zerocopy_receive, "flags", flags);
  OFFSET("TCP_INFO_FIELDS", struct tcp_info, "retransmits", tcpi_retransmits);
  OFFSET("TCP_INFO_FIELDS", struct tcp_info, "unacked", tcpi_unacked);
  OFFSET("TCP_INFO_FIELDS", struct tcp_info, "last_ack_recv", tcpi_last_ack_recv);
  OFFSET("TCP_INFO_FIELDS", struct tcp_info, "rtt", tcpi_rtt);
  OFFSET("TCP_INFO_FIELDS", struct tcp_info, "snd_ssthresh", tcpi_snd_ssthresh);
  OFFSET("TCP_INFO_FIELDS", struct tcp_info, "snd_cwnd", tcpi_snd_cwnd);
  OFFSET("TCP_INFO_FIELDS", struct tcp_info, "total_retrans", tcpi_total_retrans);
  OFFSET("TCP_INFO_FIELDS", struct tcp_info, "min_rtt", tcpi_min_rtt);
  OFFSET("TCP_INFO_FIELDS", struct tcp_info, "data_segs_out", tcpi_data_segs_out);
  OFFSET("TCP_INFO_FIELDS", struct tcp_info, "bytes_sent", tcpi_bytes_sent);
  OFFSET("TCP_INFO_FIELDS", struct tcp_info, "dsack_dups", tcpi_dsack_dups);
  OFFSET("TCP_INFO_FIELDS", struct tcp_info, "busy_time", tcpi_busy_time);
  OFFSET("TCP_INFO_FIELDS", struct tcp_info, "rwnd_limited", tcpi_rwnd_limited);
}

static void print_constants(void) {
  NUMBER(AF_INET); NUMBER(AF_INET6); NUMBER(SOCK_STREAM); NUMBER(SOCK_CLOEXEC); NUMBER(SHUT_WR); NUMBER(SHUT_RDWR);
  NUMBER(SOL_SOCKET); NUMBER(SO_REUSEADDR); NUMBER(SO_SNDBUF); NUMBER(SO_RCVBUF); NUMBER(SO_ZEROCOPY);
  NUMBER(IPPROTO_TCP); NUMBER(SOL_IP); NUMBER(SOL_IPV6); NUMBER(IP_RECVERR); NUMBER(IPV6_RECVERR);
  NUMBER(MSG_DONTWAIT); NUMBER(MSG_CTRUNC); NUMBER(MSG_TRUNC); NUMBER(MSG_ERRQUEUE); NUMBER(MSG_NOSIGNAL);
  NUMBER(MSG_ZEROCOPY); NUMBER(TCP_NODELAY); NUMBER(TCP_MAXSEG); NUMBER(TCP_INFO); NUMBER(TCP_CONGESTION);
  NUMBER(SO_EE_ORIGIN_ZEROCOPY); NUMBER(SO_EE_CODE_ZEROCOPY_COPIED);
  NUMBER(PROT_READ); NUMBER(PROT_WRITE); NUMBER(MAP_PRIVATE); NUMBER(MAP_ANONYMOUS); NUMBER(MAP_POPULATE);
  NUMBER(CLOCK_MONOTONIC); NUMBER(CLOCK_THREAD_CPUTIME_ID); NUMBER(TIMER_ABSTIME); NUMBER(RUSAGE_THREAD);
  NUMBER(RLIMIT_NOFILE); NUMBER(RLIMIT_MEMLOCK); NUMBER(POLLERR);
  NUMBER(SO_ERROR); NUMBER(POLLIN); NUMBER(POLLOUT); NUMBER(O_RDONLY); NUMBER(O_CLOEXEC); NUMBER(CLONE_NEWNET);
  NUMBER(SOCK_DGRAM); NUMBER(SO_KEEPALIVE); NUMBER(SO_ACCEPTCONN); NUMBER(TCP_KEEPIDLE); NUMBER(TCP_KEEPINTVL); NUMBER(TCP_KEEPCNT);
  NUMBER(FIONBIO); NUMBER(ENETUNREACH); NUMBER(ECONNREFUSED); NUMBER(ECONNABORTED); NUMBER(EINPROGRESS); NUMBER(ETIMEDOUT);
  NUMBER(EPERM); NUMBER(ENOENT); NUMBER(EINTR); NUMBER(EAGAIN); NUMBER(ENOMEM); NUMBER(EACCES); NUMBER(EBUSY); NUMBER(ENODEV);
  NUMBER(EINVAL); NUMBER(EMFILE); NUMBER(EPIPE); NUMBER(ENOSYS); NUMBER(ENOPROTOOPT); NUMBER(EOPNOTSUPP); NUMBER(ECONNRESET);
  NUMBER(ENOBUFS); NUMBER(ECANCELED); NUMBER(EBADF); NUMBER(ETIME);
  NUMBER(MSG_WAITALL); NUMBER(MSG_MORE); NUMBER(MAP_SHARED); NUMBER(MADV_DONTNEED); NUMBER(MADV_REMOVE);
  NUMBER(MADV_NOHUGEPAGE);
  NUMBER(MSG_PEEK); NUMBER(EIO); NUMBER(TCP_ZEROCOPY_RECEIVE);
  NUMBER(MFD_CLOEXEC); NUMBER(F_SETPIPE_SZ); NUMBER(F_GETPIPE_SZ); NUMBER(SPLICE_F_MORE);
}

int main(void) {
  printf("{\n");
  print_structs();
  print_constants();
  printf("  \"pointer.size\": %zu\n}\n", sizeof(void *));
  return 0;
}
