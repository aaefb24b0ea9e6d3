/* Prints what ffi/io_uring.ts and ffi/syscalls.ts must say, as the C compiler sees the headers of Linux 6.2 or later: one
 * flat JSON object. The numbers of system calls are those of its architecture. */
#include <linux/io_uring.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/syscall.h>

#define SIZE(key, type) printf("  \"%s.size\": %zu,\n", key, sizeof(type))
#define OFFSET(key, type, name, field) printf("  \"%s.%s\": %zu,\n", key, name, offsetof(type, field))
#define CALL(key, name) printf("  \"%s\": %d,\n", key, SYS_##name)
#define NUMBER(name) printf("  \"%s\": %lld,\n", #name, (long long)(name))

static void print_structs(void) {
  SIZE("IO_URING_PARAMS", struct io_uring_params);
  OFFSET("IO_URING_PARAMS", struct io_uring_params, "sqEntries", sq_entries);
  OFFSET("IO_URING_PARAMS", struct io_uring_params, "cqEntries", cq_entries);
  OFFSET("IO_URING_PARAMS", struct io_uring_params, "flags", flags);
  OFFSET("IO_URING_PARAMS", struct io_uring_params, "features", features);
  OFFSET("IO_URING_PARAMS", struct io_uring_params, "sqTail", sq_off.tail);
  OFFSET("IO_URING_PARAMS", struct io_uring_params, "sqArray", sq_off.array);
  OFFSET("IO_URING_PARAMS", struct io_uring_params, "cqHead", cq_off.head);
  OFFSET("IO_URING_PARAMS", struct io_uring_params, "cqTail", cq_off.tail);
  OFFSET("IO_URING_PARAMS", struct io_uring_params, "cqOverflow", cq_off.overflow);
  OFFSET("IO_URING_PARAMS", struct io_uring_params, "cqes", cq_off.cqes);
  SIZE("IO_URING_SQE", struct io_uring_sqe);
  OFFSET("IO_URING_SQE", struct io_uring_sqe, "opcode", opcode);
  OFFSET("IO_URING_SQE", struct io_uring_sqe, "flags", flags);
  OFFSET("IO_URING_SQE", struct io_uring_sqe, "ioprio", ioprio);
  OFFSET("IO_URING_SQE", struct io_uring_sqe, "fd", fd);
  OFFSET("IO_URING_SQE", struct io_uring_sqe, "addr", addr);
  OFFSET("IO_URING_SQE", struct io_uring_sqe, "len", len);
  OFFSET("IO_URING_SQE", struct io_uring_sqe, "opFlags", msg_flags);
  OFFSET("IO_URING_SQE", struct io_uring_sqe, "userData", user_data);
  OFFSET("IO_URING_SQE", struct io_uring_sqe, "bufIndex", buf_index);
  SIZE("IO_URING_CQE", struct io_uring_cqe);
  OFFSET("IO_URING_CQE", struct io_uring_cqe, "userData", user_data);
  OFFSET("IO_URING_CQE", struct io_uring_cqe, "res", res);
  OFFSET("IO_URING_CQE", struct io_uring_cqe, "flags", flags);
  SIZE("IO_URING_GETEVENTS_ARG", struct io_uring_getevents_arg);
  OFFSET("IO_URING_GETEVENTS_ARG", struct io_uring_getevents_arg, "ts", ts);
  _Static_assert(offsetof(struct io_uring_sqe, msg_flags) == offsetof(struct io_uring_sqe, poll32_events), "opFlags");
}

static void print_constants(void) {
  NUMBER(IORING_OFF_SQ_RING); NUMBER(IORING_OFF_SQES);
  NUMBER(IORING_SETUP_CQSIZE); NUMBER(IORING_SETUP_SINGLE_ISSUER); NUMBER(IORING_SETUP_DEFER_TASKRUN);
  NUMBER(IORING_FEAT_RSRC_TAGS);
  NUMBER(IORING_OP_POLL_ADD); NUMBER(IORING_OP_SENDMSG); NUMBER(IORING_OP_SEND_ZC); NUMBER(IORING_OP_SENDMSG_ZC);
  NUMBER(IOSQE_IO_LINK); NUMBER(IORING_RECVSEND_FIXED_BUF); NUMBER(IORING_SEND_ZC_REPORT_USAGE);
  NUMBER(IORING_ENTER_GETEVENTS); NUMBER(IORING_ENTER_EXT_ARG);
  NUMBER(IORING_CQE_F_MORE); NUMBER(IORING_CQE_F_NOTIF);
  printf("  \"IORING_NOTIF_USAGE_ZC_COPIED\": %d,\n", (int)IORING_NOTIF_USAGE_ZC_COPIED);
  NUMBER(IORING_REGISTER_BUFFERS); NUMBER(IORING_UNREGISTER_BUFFERS);
}

static void print_calls(void) {
  CALL("SYS_SENDTO", sendto); CALL("SYS_RECVFROM", recvfrom); CALL("SYS_SENDMSG", sendmsg);
  CALL("SYS_RECVMSG", recvmsg); CALL("SYS_SENDFILE", sendfile); CALL("SYS_SPLICE", splice);
  CALL("SYS_VMSPLICE", vmsplice); CALL("SYS_MEMFD_CREATE", memfd_create);
  CALL("SYS_IO_URING_SETUP", io_uring_setup); CALL("SYS_IO_URING_ENTER", io_uring_enter);
  CALL("SYS_IO_URING_REGISTER", io_uring_register);
}

int main(void) {
  printf("{\n");
  print_structs();
  print_constants();
  print_calls();
  printf("  \"pointer.size\": %zu\n}\n", sizeof(void *));
  return 0;
}
