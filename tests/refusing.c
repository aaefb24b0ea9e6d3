/* Runs a program on a kernel that refuses one thing: `refusing WHAT ERRNO PROGRAM [ARG...]`, where WHAT is in the table.
 * A seccomp filter answers that call with the errno, and lets all others pass. Source: seccomp(2). */
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

/* A call, told by the second argument and the third where it is one of a socket's options. */
static const struct {
    const char *what;
    unsigned nr;
    int is_option, level, option;
} REFUSED[] = {
    { "io_uring_setup", SYS_io_uring_setup, 0, 0, 0 },
    { "io_uring_register", SYS_io_uring_register, 0, 0, 0 },
    { "SO_ZEROCOPY", SYS_setsockopt, 1, SOL_SOCKET, SO_ZEROCOPY },
    { "TCP_ZEROCOPY_RECEIVE", SYS_getsockopt, 1, IPPROTO_TCP, TCP_ZEROCOPY_RECEIVE },
};

#define FIELD(name) offsetof(struct seccomp_data, name)
/* The low half of an argument, on little-endian machines. */
#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, FIELD(field))
/* Goes on where the loaded value is this one, else over so many instructions. */
#define UNLESS(value, over) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (value), 0, (over))

int main(int argc, char **argv) {
    if (argc < 4) return 2;
    for (size_t i = 0; i < sizeof REFUSED / sizeof REFUSED[0]; i++) {
        if (strcmp(argv[1], REFUSED[i].what) != 0) continue;
        struct sock_filter whole[] = {
            LOAD(nr),
            UNLESS(REFUSED[i].nr, 5),
            LOAD(args[1]),
            UNLESS((unsigned)REFUSED[i].level, 3),
            LOAD(args[2]),
            UNLESS((unsigned)REFUSED[i].option, 1),
            BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (unsigned)atoi(argv[2])),
            BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
        };
        struct sock_filter by_number[] = { whole[0], UNLESS(REFUSED[i].nr, 1), whole[6], whole[7] };
        struct sock_fprog program = REFUSED[i].is_option
            ? (struct sock_fprog){ sizeof whole / sizeof whole[0], whole }
            : (struct sock_fprog){ sizeof by_number / sizeof by_number[0], by_number };
        if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0) {
            perror("seccomp");
            return 1;
        }
        execvp(argv[3], argv + 3);
        perror(argv[3]);
        return 127;
    }
    fprintf(stderr, "%s is not in the table\n", argv[1]);
    return 2;
}
