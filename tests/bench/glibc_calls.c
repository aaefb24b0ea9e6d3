/* Preloaded, tells which of glibc's four functions a program sends and receives by: the name of each on stderr at its
 * first call; the call itself is made by syscall(2). Source: ld.so(8), LD_PRELOAD. */
#define _GNU_SOURCE
#include <stdatomic.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

static void tell(atomic_flag *told, const char *line) {
    if (!atomic_flag_test_and_set(told)) syscall(SYS_write, STDERR_FILENO, line, strlen(line));
}

ssize_t send(int fd, const void *buffer, size_t length, int flags) {
    static atomic_flag told = ATOMIC_FLAG_INIT;
    tell(&told, "send\n");
    return syscall(SYS_sendto, fd, buffer, length, flags, NULL, 0);
}

ssize_t sendmsg(int fd, const struct msghdr *message, int flags) {
    static atomic_flag told = ATOMIC_FLAG_INIT;
    tell(&told, "sendmsg\n");
    return syscall(SYS_sendmsg, fd, message, flags);
}

ssize_t recv(int fd, void *buffer, size_t length, int flags) {
    static atomic_flag told = ATOMIC_FLAG_INIT;
    tell(&told, "recv\n");
    return syscall(SYS_recvfrom, fd, buffer, length, flags, NULL, NULL);
}

ssize_t recvmsg(int fd, struct msghdr *message, int flags) {
    static atomic_flag told = ATOMIC_FLAG_INIT;
    tell(&told, "recvmsg\n");
    return syscall(SYS_recvmsg, fd, message, flags);
}
