/*
 * yardstick: the same work as netio's timed loop, in plain C, as the ruler that the TypeScript is held against.
 *
 * N TCP connections over loopback, one sender thread and one receiver thread each. The sender hands one
 * message after another to the kernel in one of twelve ways (the table MODES), the receiver takes the bytes
 * in one of six (the table STRATEGIES) and looks at none. Everybody starts at one moment of CLOCK_MONOTONIC, warms up, then each thread notes its clock, CPU
 * time and byte count at its first look at the clock after each edge of the window. One JSON object goes to
 * stdout.
 *
 * It is not part of the product: `deno task bench` compiles it with `gcc -O2 -pthread` and runs it in turn
 * with netio. A ruler must not be bent in anybody's favour, so per message, per batch and per receive it makes
 * the system calls that netio makes, in the same way: by syscall(2), over buffers of the same layout, in
 * batches of the same size, with completions reaped as often. With --glibc it calls send, sendmsg, recv and
 * recvmsg instead, as C programs usually do.
 *
 * What netio does over and above that is left out here, and so counts against netio: it times one message for
 * each MiB or each 16 batches and one zero-copy completion for each MiB or each 64 sends, whichever comes
 * first, and publishes byte counts during the warm-up. Fields of 8 bytes are copied as words there, by memcpy
 * here.
 *
 * Sources: send(2), sendmsg(2), recv(2), sendfile(2), vmsplice(2), splice(2), syscall(2), pthreads(7) "Cancellation points", ip(7) IP_RECVERR,
 * Documentation/networking/msg_zerocopy.rst.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <linux/errqueue.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum {
    FIELDS = 8,
    MAX_THREADS = 64,
    PAGE_BYTES = 4096,
    PLACEMENT_PAGES = 16,
    CACHE_LINE_BYTES = 64,
    RECV_BUFFER_BYTES = 256 * 1024,
    RECVS_PER_CLOCK_READING = 4,
    ZC_REAP_EVERY = 32,   /* successful zero-copy sends between two looks at the error queue */
    ZC_WAIT_MS = 50,      /* the longest single wait for a completion */
    ZC_DRAIN_WAITS = 100, /* waits without a completion before the drain gives up: 5 s */
    START_DELAY_MS = 5,   /* from "all ready" to the common start: time for every thread to fall asleep on it */
};

static const int64_t NS_PER_MS = 1000 * 1000;

/* ---- Failing ------------------------------------------------------------------------------------------- */

enum { EXIT_FAILED = 1, EXIT_USAGE = 2 };

/* One line on stderr from whichever thread fails first, and the end: a spoilt trial has no result. */
__attribute__((noreturn, format(printf, 2, 3))) static void die(int exit_code, const char *format, ...) {
    static atomic_flag dying = ATOMIC_FLAG_INIT;
    while (atomic_flag_test_and_set(&dying)) pause();
    va_list arguments;
    va_start(arguments, format);
    fputs("yardstick: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    _exit(exit_code);
}

__attribute__((noreturn)) static void die_errno(const char *call) {
    die(EXIT_FAILED, "%s: %s", call, strerror(errno));
}

/* ---- The four calls of the loops ----------------------------------------------------------------------- */

/*
 * glibc's functions are cancellation points: in a process with threads they enclose the system call in two
 * atomic operations, some 15 ns. syscall(2) is none. Set once, before any thread starts.
 */
static bool by_glibc;

static inline ssize_t call_send(int fd, const void *buffer, size_t length, int flags) {
    if (by_glibc) return send(fd, buffer, length, flags);
    return syscall(SYS_sendto, fd, buffer, length, flags, NULL, 0);
}

static inline ssize_t call_sendmsg(int fd, const struct msghdr *message, int flags) {
    if (by_glibc) return sendmsg(fd, message, flags);
    return syscall(SYS_sendmsg, fd, message, flags);
}

static inline ssize_t call_recv(int fd, void *buffer, size_t length, int flags) {
    if (by_glibc) return recv(fd, buffer, length, flags);
    return syscall(SYS_recvfrom, fd, buffer, length, flags, NULL, NULL);
}

static inline ssize_t call_recvmsg(int fd, struct msghdr *message, int flags) {
    if (by_glibc) return recvmsg(fd, message, flags);
    return syscall(SYS_recvmsg, fd, message, flags);
}

/* ---- Clocks and the window ----------------------------------------------------------------------------- */

static inline int64_t clock_ns(clockid_t clock) {
    struct timespec time;
    clock_gettime(clock, &time);
    return time.tv_sec * INT64_C(1000000000) + time.tv_nsec;
}

static void sleep_until(int64_t deadline_ns) {
    struct timespec deadline = {deadline_ns / 1000000000, deadline_ns % 1000000000};
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &deadline, NULL) == EINTR);
}

/* What a thread noted when it first saw that the window had opened (0) or closed (1). */
struct edge {
    int64_t time_ns;
    int64_t cpu_ns;
    uint64_t bytes;
};

struct edges {
    int64_t due_ns[3]; /* opening, closing, never */
    int taken;
    struct edge at[2];
};

/* One edge per look at most, so that the two never coincide, however late a thread comes to look. */
static inline void take_edge_if_due(struct edges *edges, uint64_t bytes) {
    int64_t now_ns = clock_ns(CLOCK_MONOTONIC);
    if (now_ns < edges->due_ns[edges->taken]) return;
    edges->at[edges->taken++] = (struct edge){now_ns, clock_ns(CLOCK_THREAD_CPUTIME_ID), bytes};
}

/* ---- What one run is made of --------------------------------------------------------------------------- */

struct sender;
struct receiver;
struct options;

struct strategy {
    const char *name;
    bool (*receive_many)(struct receiver *, int calls);
    void (*open)(struct receiver *, const struct options *); /* the memory it needs */
    bool is_of_a_message;                                    /* its buffer is as long as a message */
    int flags;
};

struct mode {
    const char *name;
    void (*send_many)(struct sender *, int messages);
    bool needs_buffer; /* uses one contiguous buffer */
    bool zero_copy;    /* needs SO_ZEROCOPY */
    bool is_queued;    /* hands over several messages at a time, by an io_uring */
    bool zero_copy_ring;
    uint8_t opcode; /* of its requests */
    void (*open)(struct sender *); /* what it needs besides, made by the thread that sends */
};

struct options {
    const struct mode *mode;
    const struct strategy *strategy;
    const char *congestion; /* NULL: the system's default */
    size_t message_bytes;
    size_t align;
    int threads;
    int64_t warmup_ms, duration_ms;
    bool pin_tx, pin_rx;
    int tx_cpus[MAX_THREADS], rx_cpus[MAX_THREADS];
};

/* What all threads share. `start_ns` is written between the two barriers and read after the second. */
struct trial {
    struct options options;
    pthread_barrier_t ready, go;
    int64_t start_ns;
};

struct sender {
    int fd;
    size_t message_bytes;
    struct iovec fields[FIELDS];
    struct msghdr message; /* over `fields`; set up once */
    char *buffer;          /* contiguous: where two-copy packs, what the controls send */

    struct iovec rest_fields[FIELDS]; /* scratch: what is left of a partly sent message */
    struct msghdr rest;

    const struct mode *mode;
    struct uring *uring;
    int pipe_fds[2];
    int file; /* the message, in memory */

    int zc_sends_since_reap;
    uint64_t zc_sends, zc_completions, zc_copied, zc_fallbacks, enobufs;

    uint64_t bytes;
    struct edges edges;
};

struct receiver {
    int fd;
    const struct strategy *strategy;
    char *buffer;
    size_t buffer_bytes;

    size_t message_bytes;
    struct iovec fields[FIELDS];
    int field;     /* that comes next, where each has a call of its own */
    size_t filled; /* of it, or of the message */
    struct iovec rest_fields[FIELDS];
    struct msghdr rest; /* over `rest_fields`: what is missing of the message, or what can't be mapped */

    char *pages, *copy_buffer;
    uint64_t mapped_bytes;

    uint64_t bytes;
    struct edges edges;
};

/* Each end on cache lines of its own: the two threads count at full speed and must not share a line. */
struct connection {
    struct trial *trial;
    int index;
    _Alignas(CACHE_LINE_BYTES) struct sender sender;
    _Alignas(CACHE_LINE_BYTES) struct receiver receiver;
};

/* ---- Memory (never unmapped: it lives as long as the process) ------------------------------------------ */

static char *map_pages(size_t bytes) {
    void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
    if (memory == MAP_FAILED) die_errno("mmap");
    return memory;
}

/*
 * Eight allocations of message_bytes / 8, the remainder in the last, 'A' to 'H', each at a random multiple of
 * `align` in the first pages of its mapping, so that repeats sample placement in the caches too.
 */
static void map_fields(struct iovec fields[FIELDS], size_t message_bytes, size_t align) {
    size_t field_bytes = message_bytes / FIELDS;
    for (int i = 0; i < FIELDS; i++) {
        size_t length = i < FIELDS - 1 ? field_bytes : message_bytes - field_bytes * (FIELDS - 1);
        size_t offset = random() % (PLACEMENT_PAGES * PAGE_BYTES / align) * align;
        char *field = map_pages(offset + length) + offset;
        memset(field, 'A' + i, length);
        fields[i] = (struct iovec){field, length};
    }
}

/* The fields without their first `skipped` bytes; returns how many are left. */
static int fields_from(const struct iovec fields[FIELDS], size_t skipped, struct iovec rest[FIELDS]) {
    int left = 0;
    for (int i = 0; i < FIELDS; i++) {
        size_t of_this = skipped < fields[i].iov_len ? skipped : fields[i].iov_len;
        skipped -= of_this;
        if (of_this == fields[i].iov_len) continue;
        rest[left++] = (struct iovec){(char *)fields[i].iov_base + of_this, fields[i].iov_len - of_this};
    }
    return left;
}

static inline void pack_fields(struct sender *sender) {
    char *end = sender->buffer;
    for (int i = 0; i < FIELDS; i++) {
        memcpy(end, sender->fields[i].iov_base, sender->fields[i].iov_len);
        end += sender->fields[i].iov_len;
    }
}

static void map_payload(struct sender *sender, const struct options *options) {
    sender->message_bytes = options->message_bytes;
    map_fields(sender->fields, sender->message_bytes, options->align);
    sender->message = (struct msghdr){.msg_iov = sender->fields, .msg_iovlen = FIELDS};
    if (!options->mode->needs_buffer) return;
    sender->buffer = map_pages(options->message_bytes);
    pack_fields(sender);
}

/* ---- Sending: plain ------------------------------------------------------------------------------------ */

/* Hands the kernel the message from byte `sent` on. The two ways of doing so, and their common signature: */
typedef ssize_t submit_fn(struct sender *, size_t sent, int flags);

static ssize_t submit_buffer(struct sender *sender, size_t sent, int flags) {
    return call_send(sender->fd, sender->buffer + sent, sender->message_bytes - sent, flags);
}

/* The iovec without its first `sent` bytes, in a scratch copy: the original stays whole. */
static const struct msghdr *rest_of_message(struct sender *sender, size_t sent) {
    int left = fields_from(sender->fields, sent, sender->rest_fields);
    sender->rest = (struct msghdr){.msg_iov = sender->rest_fields, .msg_iovlen = left};
    return &sender->rest;
}

static ssize_t submit_fields(struct sender *sender, size_t sent, int flags) {
    return call_sendmsg(sender->fd, sent == 0 ? &sender->message : rest_of_message(sender, sent), flags);
}

/* EPIPE and ECONNRESET end the trial like any other error: a connection that broke measures nothing. */
static void send_message_from(struct sender *sender, size_t sent, submit_fn *submit) {
    while (sent < sender->message_bytes) {
        ssize_t n = submit(sender, sent, MSG_NOSIGNAL);
        if (n >= 0) sent += n;
        else if (errno != EINTR) die_errno("send");
    }
}

static void send_field(int fd, const struct iovec *field, int flags) {
    for (size_t sent = 0; sent < field->iov_len;) {
        const char *rest = (const char *)field->iov_base + sent;
        ssize_t n = call_send(fd, rest, field->iov_len - sent, MSG_NOSIGNAL | flags);
        if (n >= 0) sent += n;
        else if (errno != EINTR) die_errno("send");
    }
}

/* ---- Sending: zero-copy -------------------------------------------------------------------------------- */

static inline uint64_t zc_outstanding(const struct sender *sender) {
    return sender->zc_sends - sender->zc_completions;
}

/* A completion is a range of send ids, ee_info to ee_data inclusive, in u32 that wrap. */
static void zc_count_completion(struct sender *sender, const struct sock_extended_err *error) {
    if (error->ee_origin != SO_EE_ORIGIN_ZEROCOPY || error->ee_errno != 0) {
        die(EXIT_FAILED, "error queue: origin %d, errno %u, not a zero-copy completion", error->ee_origin,
            error->ee_errno);
    }
    uint64_t count = (uint64_t)(uint32_t)(error->ee_data - error->ee_info) + 1;
    sender->zc_completions += count;
    if (error->ee_code & SO_EE_CODE_ZEROCOPY_COPIED) sender->zc_copied += count;
}

/* Reads one entry of the error queue; false when it is empty. */
static bool zc_read_completion(struct sender *sender) {
    _Alignas(struct cmsghdr) char control[128];
    struct msghdr message = {.msg_control = control, .msg_controllen = sizeof control};
    ssize_t n;
    do n = call_recvmsg(sender->fd, &message, MSG_ERRQUEUE | MSG_DONTWAIT);
    while (n < 0 && errno == EINTR);
    if (n < 0 && errno == EAGAIN) return false;
    if (n < 0) die_errno("recvmsg(MSG_ERRQUEUE)");
    if (message.msg_flags & MSG_CTRUNC) die(EXIT_FAILED, "recvmsg(MSG_ERRQUEUE): control message cut off");
    for (struct cmsghdr *c = CMSG_FIRSTHDR(&message); c != NULL; c = CMSG_NXTHDR(&message, c)) {
        bool ipv4 = c->cmsg_level == SOL_IP && c->cmsg_type == IP_RECVERR;
        bool ipv6 = c->cmsg_level == SOL_IPV6 && c->cmsg_type == IPV6_RECVERR;
        if (ipv4 || ipv6) zc_count_completion(sender, (const struct sock_extended_err *)CMSG_DATA(c));
    }
    return true;
}

/* Reads what completions there are, without waiting; false when there were none. */
static bool zc_reap(struct sender *sender) {
    uint64_t before = sender->zc_completions;
    while (zc_outstanding(sender) > 0 && zc_read_completion(sender));
    return sender->zc_completions > before;
}

/* The same, waiting a little where there are none yet; with nothing outstanding none will ever come. */
static bool zc_wait_and_reap(struct sender *sender) {
    if (zc_outstanding(sender) == 0) return false;
    if (zc_reap(sender)) return true;
    struct pollfd error_queue = {.fd = sender->fd, .events = POLLERR};
    if (poll(&error_queue, 1, ZC_WAIT_MS) < 0 && errno != EINTR) die_errno("poll");
    return zc_reap(sender);
}

/* Every successful call uses up a send id, so a message sent in parts has several completions. */
static void zc_count_send(struct sender *sender) {
    sender->zc_sends++;
    if (++sender->zc_sends_since_reap < ZC_REAP_EVERY) return;
    sender->zc_sends_since_reap = 0;
    zc_reap(sender);
}

/*
 * ENOBUFS: optmem_max or RLIMIT_MEMLOCK is used up by sends whose completions we have not read. Read some and
 * try again; where none come, send the rest plainly. Each new try is paid for by a completion, so this ends.
 */
static void zc_send_message(struct sender *sender, submit_fn *submit) {
    for (size_t sent = 0; sent < sender->message_bytes;) {
        ssize_t n = submit(sender, sent, MSG_ZEROCOPY | MSG_NOSIGNAL);
        if (n >= 0) {
            sent += n;
            zc_count_send(sender);
        } else if (errno == ENOBUFS) {
            sender->enobufs++;
            if (zc_wait_and_reap(sender)) continue;
            sender->zc_fallbacks++;
            send_message_from(sender, sent, submit);
            return;
        } else if (errno != EINTR) {
            die_errno("send(MSG_ZEROCOPY)");
        }
    }
}

/* After the window. Waits as long as completions keep coming, and a bounded time for the next one. */
static void zc_drain(struct sender *sender) {
    for (int idle = 0; zc_outstanding(sender) > 0 && idle < ZC_DRAIN_WAITS;) {
        idle = zc_wait_and_reap(sender) ? 0 : idle + 1;
    }
    if (sender->zc_sends != sender->zc_completions) {
        die(EXIT_FAILED, "%ju zero-copy sends, %ju completions", (uintmax_t)sender->zc_sends,
            (uintmax_t)sender->zc_completions);
    }
}

#include "yardstick_uring.h"

/* ---- Sending: by reference to pages -------------------------------------------------------------------- */

/* A pipe that holds the whole message, if the kernel grants it: a field touches at most two pages more than it fills. */
static void open_pipe(struct sender *sender) {
    if (pipe2(sender->pipe_fds, O_CLOEXEC) < 0) die_errno("pipe2");
    size_t bytes = sender->message_bytes + 2 * FIELDS * PAGE_BYTES;
    fcntl(sender->pipe_fds[1], F_SETPIPE_SZ, bytes < 1024 * 1024 ? bytes : 1024 * 1024);
}

static void splice_out(struct sender *sender, size_t bytes, unsigned flags) {
    while (bytes > 0) {
        ssize_t n = syscall(SYS_splice, sender->pipe_fds[0], NULL, sender->fd, NULL, bytes, flags);
        if (n > 0) bytes -= n;
        else if (n == 0 || errno != EINTR) die_errno("splice");
    }
}

static void send_many_splice(struct sender *sender, int messages) {
    for (int i = 0; i < messages; i++) {
        for (size_t sent = 0; sent < sender->message_bytes;) {
            const struct msghdr *rest = sent == 0 ? &sender->message : rest_of_message(sender, sent);
            ssize_t n = syscall(SYS_vmsplice, sender->pipe_fds[1], rest->msg_iov, rest->msg_iovlen, 0);
            if (n < 0) {
                if (errno == EINTR) continue;
                die_errno("vmsplice");
            }
            sent += n;
            splice_out(sender, n, sent < sender->message_bytes ? SPLICE_F_MORE : 0);
        }
    }
}

static void open_file(struct sender *sender) {
    sender->file = syscall(SYS_memfd_create, "yardstick", MFD_CLOEXEC);
    if (sender->file < 0) die_errno("memfd_create");
    if (pwritev(sender->file, sender->fields, FIELDS, 0) != (ssize_t)sender->message_bytes) die_errno("pwritev");
}

static void send_many_sendfile(struct sender *sender, int messages) {
    for (int i = 0; i < messages; i++) {
        off_t offset = 0;
        for (size_t left = sender->message_bytes; left > 0; left = sender->message_bytes - offset) {
            ssize_t n = syscall(SYS_sendfile, sender->fd, sender->file, &offset, left);
            if (n == 0 || (n < 0 && errno != EINTR)) die_errno("sendfile");
        }
    }
}

/* ---- Sending: the modes -------------------------------------------------------------------------------- */

static void send_many_two_copy(struct sender *sender, int messages) {
    for (int i = 0; i < messages; i++) {
        pack_fields(sender);
        send_message_from(sender, 0, submit_buffer);
    }
}

static void send_many_per_field(struct sender *sender, int messages) {
    for (int i = 0; i < messages; i++) {
        for (int field = 0; field < FIELDS; field++) send_field(sender->fd, &sender->fields[field], 0);
    }
}

static void send_many_per_field_more(struct sender *sender, int messages) {
    for (int i = 0; i < messages; i++) {
        for (int field = 0; field < FIELDS; field++) {
            send_field(sender->fd, &sender->fields[field], field < FIELDS - 1 ? MSG_MORE : 0);
        }
    }
}

static void send_many_one_copy(struct sender *sender, int messages) {
    for (int i = 0; i < messages; i++) send_message_from(sender, 0, submit_fields);
}

static void send_many_zero_copy(struct sender *sender, int messages) {
    for (int i = 0; i < messages; i++) zc_send_message(sender, submit_fields);
}

static void send_many_contiguous(struct sender *sender, int messages) {
    for (int i = 0; i < messages; i++) send_message_from(sender, 0, submit_buffer);
}

static void send_many_zero_copy_contiguous(struct sender *sender, int messages) {
    for (int i = 0; i < messages; i++) zc_send_message(sender, submit_buffer);
}

static const struct mode MODES[] = {
    {.name = "two-copy", .send_many = send_many_two_copy, .needs_buffer = true},
    {.name = "per-field", .send_many = send_many_per_field},
    {.name = "one-copy", .send_many = send_many_one_copy},
    {.name = "zero-copy", .send_many = send_many_zero_copy, .zero_copy = true},
    {.name = "contiguous", .send_many = send_many_contiguous, .needs_buffer = true},
    {.name = "zero-copy-contiguous",
     .send_many = send_many_zero_copy_contiguous,
     .needs_buffer = true,
     .zero_copy = true},
    {.name = "per-field-more", .send_many = send_many_per_field_more},
    {.name = "splice", .send_many = send_many_splice, .open = open_pipe},
    {.name = "sendfile", .send_many = send_many_sendfile, .open = open_file},
    {.name = "uring-send",
     .send_many = send_many_uring,
     .is_queued = true,
     .opcode = IORING_OP_SENDMSG,
     .open = uring_open},
    {.name = "uring-zero-copy",
     .send_many = send_many_uring,
     .is_queued = true,
     .zero_copy_ring = true,
     .opcode = IORING_OP_SENDMSG_ZC,
     .open = uring_open},
    {.name = "uring-zero-copy-fixed",
     .send_many = send_many_uring,
     .needs_buffer = true,
     .is_queued = true,
     .zero_copy_ring = true,
     .opcode = IORING_OP_SEND_ZC,
     .open = uring_open},
};
enum { MODE_COUNT = sizeof MODES / sizeof MODES[0] };

#include "yardstick_receive.h"

/* ---- The threads --------------------------------------------------------------------------------------- */

static void pin_this_thread(int cpu) {
    cpu_set_t cpus;
    CPU_ZERO(&cpus);
    CPU_SET(cpu, &cpus);
    if (sched_setaffinity(0, sizeof cpus, &cpus) < 0) {
        die(EXIT_FAILED, "sched_setaffinity to CPU %d: %s", cpu, strerror(errno));
    }
}

/* Called by every thread once its memory is there; returns at the common start with the edges to look for. */
static void wait_for_start(struct trial *trial, struct edges *edges) {
    pthread_barrier_wait(&trial->ready);
    pthread_barrier_wait(&trial->go);
    edges->due_ns[0] = trial->start_ns + trial->options.warmup_ms * NS_PER_MS;
    edges->due_ns[1] = edges->due_ns[0] + trial->options.duration_ms * NS_PER_MS;
    edges->due_ns[2] = INT64_MAX;
    sleep_until(trial->start_ns);
}

/*
 * The clock is read between batches: often enough to find the edges of the window, seldom enough not to show
 * beside a 64-byte send. 256 KiB of messages, 32 of them at most, one at least. netio has the same rule.
 */
static int messages_per_clock_reading(const struct options *options) {
    size_t messages = 256 * 1024 / options->message_bytes;
    return messages < 1 ? 1 : messages > 32 ? 32 : (int)messages;
}

static void *run_sender(void *argument) {
    struct connection *connection = argument;
    struct sender *sender = &connection->sender;
    const struct options *options = &connection->trial->options;
    if (options->pin_tx) pin_this_thread(options->tx_cpus[connection->index]);
    map_payload(sender, options);
    sender->mode = options->mode;
    if (sender->mode->open != NULL) sender->mode->open(sender);
    void (*const send_many)(struct sender *, int) = options->mode->send_many;
    const int batch = messages_per_clock_reading(options);
    const uint64_t batch_bytes = batch * options->message_bytes;

    wait_for_start(connection->trial, &sender->edges);
    while (sender->edges.taken < 2) {
        send_many(sender, batch);
        sender->bytes += batch_bytes;
        take_edge_if_due(&sender->edges, sender->bytes);
    }
    /* One more message: a receiver that has read everything still wakes up after the edge and sees it. */
    send_many(sender, 1);
    sender->bytes += options->message_bytes;
    /* Before the drain: the receiver may still wait for its last edge. */
    if (shutdown(sender->fd, SHUT_WR) < 0) die_errno("shutdown");
    if (sender->mode->is_queued) uring_drain(sender);
    else zc_drain(sender);
    return NULL;
}

static void *run_receiver(void *argument) {
    struct connection *connection = argument;
    struct receiver *receiver = &connection->receiver;
    const struct options *options = &connection->trial->options;
    if (options->pin_rx) pin_this_thread(options->rx_cpus[connection->index]);
    receiver->strategy = options->strategy;
    receiver->strategy->open(receiver, options);
    bool (*const receive_many)(struct receiver *, int) = receiver->strategy->receive_many;

    wait_for_start(connection->trial, &receiver->edges);
    bool open = true;
    while (open && receiver->edges.taken < 2) {
        open = receive_many(receiver, RECVS_PER_CLOCK_READING);
        take_edge_if_due(&receiver->edges, receiver->bytes);
    }
    while (open) open = receive_many(receiver, RECVS_PER_CLOCK_READING);
    if (receiver->edges.taken < 2) die(EXIT_FAILED, "a receiver saw nothing of the window: make it longer");
    return NULL;
}

/* ---- Sockets ------------------------------------------------------------------------------------------- */

static int tcp_socket(const char *congestion) {
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) die_errno("socket");
    if (congestion != NULL && setsockopt(fd, IPPROTO_TCP, TCP_CONGESTION, congestion, strlen(congestion)) < 0) {
        die(EXIT_FAILED, "setsockopt(TCP_CONGESTION, %s): %s", congestion, strerror(errno));
    }
    return fd;
}

/* Listens on a port of the kernel's choice, which it returns in `address`. */
static int listen_on_loopback(const char *congestion, struct sockaddr_in *address) {
    int fd = tcp_socket(congestion);
    socklen_t length = sizeof *address;
    *address = (struct sockaddr_in){.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (bind(fd, (struct sockaddr *)address, length) < 0) die_errno("bind");
    if (listen(fd, MAX_THREADS) < 0) die_errno("listen");
    if (getsockname(fd, (struct sockaddr *)address, &length) < 0) die_errno("getsockname");
    return fd;
}

/* The accepted end sends, and has inherited the listener's congestion control. */
static void connect_pair(struct connection *connection, int listener, const struct sockaddr_in *address) {
    const struct options *options = &connection->trial->options;
    connection->receiver.fd = tcp_socket(options->congestion);
    if (connect(connection->receiver.fd, (const struct sockaddr *)address, sizeof *address) < 0) {
        die_errno("connect");
    }
    connection->sender.fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
    if (connection->sender.fd < 0) die_errno("accept");
    int on = 1;
    if (options->mode->zero_copy &&
        setsockopt(connection->sender.fd, SOL_SOCKET, SO_ZEROCOPY, &on, sizeof on) < 0) {
        die_errno("setsockopt(SO_ZEROCOPY), which needs Linux 4.14");
    }
}

/* ---- The trial ----------------------------------------------------------------------------------------- */

static void connect_all(struct trial *trial, struct connection connections[]) {
    struct sockaddr_in address;
    int listener = listen_on_loopback(trial->options.congestion, &address);
    for (int i = 0; i < trial->options.threads; i++) {
        connections[i].trial = trial;
        connections[i].index = i;
        connect_pair(&connections[i], listener, &address);
    }
    close(listener);
}

static pthread_t start_thread(void *(*body)(void *), struct connection *connection) {
    pthread_t thread;
    errno = pthread_create(&thread, NULL, body, connection);
    if (errno != 0) die_errno("pthread_create");
    return thread;
}

static void run_threads(struct trial *trial, struct connection connections[]) {
    int n = trial->options.threads;
    pthread_t senders[MAX_THREADS], receivers[MAX_THREADS];
    pthread_barrier_init(&trial->ready, NULL, 2 * n + 1);
    pthread_barrier_init(&trial->go, NULL, 2 * n + 1);
    for (int i = 0; i < n; i++) {
        senders[i] = start_thread(run_sender, &connections[i]);
        receivers[i] = start_thread(run_receiver, &connections[i]);
    }
    pthread_barrier_wait(&trial->ready);
    trial->start_ns = clock_ns(CLOCK_MONOTONIC) + START_DELAY_MS * NS_PER_MS;
    pthread_barrier_wait(&trial->go);
    for (int i = 0; i < n; i++) {
        pthread_join(senders[i], NULL);
        pthread_join(receivers[i], NULL);
    }
}

struct totals {
    double throughput_gbps, duration_s, tx_cpu_s, rx_cpu_s;
    uint64_t bytes, mapped_bytes;
    uint64_t zc_sends, zc_completions, zc_copied, zc_fallbacks, enobufs;
};

static struct totals add_up(const struct connection connections[], int n) {
    struct totals totals = {0};
    for (int i = 0; i < n; i++) {
        const struct sender *tx = &connections[i].sender;
        const struct receiver *rx = &connections[i].receiver;
        if (tx->bytes != rx->bytes) {
            die(EXIT_FAILED, "%ju bytes sent, %ju received", (uintmax_t)tx->bytes, (uintmax_t)rx->bytes);
        }
        uint64_t bytes = rx->edges.at[1].bytes - rx->edges.at[0].bytes;
        double elapsed_s = (rx->edges.at[1].time_ns - rx->edges.at[0].time_ns) / 1e9;
        totals.bytes += bytes;
        totals.throughput_gbps += 8.0 * bytes / elapsed_s / 1e9;
        totals.duration_s += elapsed_s / n;
        totals.tx_cpu_s += (tx->edges.at[1].cpu_ns - tx->edges.at[0].cpu_ns) / 1e9;
        totals.rx_cpu_s += (rx->edges.at[1].cpu_ns - rx->edges.at[0].cpu_ns) / 1e9;
        totals.mapped_bytes += rx->mapped_bytes;
        totals.zc_sends += tx->zc_sends;
        totals.zc_completions += tx->zc_completions;
        totals.zc_copied += tx->zc_copied;
        totals.zc_fallbacks += tx->zc_fallbacks;
        totals.enobufs += tx->enobufs;
    }
    return totals;
}

static void print_result(const struct options *options, const struct totals *totals, int sender_fd) {
    char congestion[16 + 1] = ""; /* TCP_CA_NAME_MAX, and room for the end */
    socklen_t length = sizeof congestion - 1;
    if (getsockopt(sender_fd, IPPROTO_TCP, TCP_CONGESTION, congestion, &length) < 0) {
        die_errno("getsockopt(TCP_CONGESTION)");
    }
    printf("{\"mode\":\"%s\",\"rx\":\"%s\",\"calls\":\"%s\",\"message_bytes\":%zu,\"threads\":%d,\"throughput_gbps\":%.6f,"
           "\"duration_s\":%.9f,\"bytes\":%ju,\"tx_cpu_s\":%.9f,\"rx_cpu_s\":%.9f,\"mapped_bytes\":%ju,\"zc_sends\":%ju,"
           "\"zc_completions\":%ju,\"zc_copied\":%ju,\"zc_fallbacks\":%ju,\"enobufs\":%ju,"
           "\"congestion_control\":\"%s\"}\n",
           options->mode->name, options->strategy->name, by_glibc ? "glibc" : "syscall", options->message_bytes, options->threads,
           totals->throughput_gbps, totals->duration_s, (uintmax_t)totals->bytes, totals->tx_cpu_s,
           totals->rx_cpu_s, (uintmax_t)totals->mapped_bytes, (uintmax_t)totals->zc_sends, (uintmax_t)totals->zc_completions,
           (uintmax_t)totals->zc_copied, (uintmax_t)totals->zc_fallbacks, (uintmax_t)totals->enobufs, congestion);
}

/* ---- Command line -------------------------------------------------------------------------------------- */

static int64_t parse_number(const char *option, const char *text, int64_t least, int64_t most) {
    char *end;
    errno = 0;
    long long value = strtoll(text, &end, 10);
    if (errno != 0 || end == text || *end != '\0' || value < least || value > most) {
        die(EXIT_USAGE, "--%s %s: expected a whole number from %jd to %jd", option, text, (intmax_t)least,
            (intmax_t)most);
    }
    return value;
}

static size_t parse_align(const char *text) {
    int64_t align = parse_number("align", text, 1, PAGE_BYTES);
    if ((align & (align - 1)) != 0) die(EXIT_USAGE, "--align %s: expected a power of two from 1 to 4096", text);
    return align;
}

static const struct mode *parse_mode(const char *name) {
    for (int i = 0; i < MODE_COUNT; i++) {
        if (strcmp(name, MODES[i].name) == 0) return &MODES[i];
    }
    die(EXIT_USAGE,
        "--mode %s: expected two-copy, per-field, per-field-more, one-copy, uring-send, zero-copy, uring-zero-copy, "
        "splice, contiguous, sendfile, zero-copy-contiguous or uring-zero-copy-fixed",
        name);
}

static const struct strategy *parse_strategy(const char *name) {
    for (int i = 0; i < STRATEGY_COUNT; i++) {
        if (strcmp(name, STRATEGIES[i].name) == 0) return &STRATEGIES[i];
    }
    die(EXIT_USAGE, "--rx %s: expected recv, recv-message, recv-fields, recvmsg, recv-mapped or recv-discard", name);
}

/* Returns how many there are; cuts `list` into pieces. */
static int parse_cpus(const char *option, char *list, int cpus[MAX_THREADS]) {
    int count = 0;
    for (char *cpu; (cpu = strsep(&list, ",")) != NULL; count++) {
        if (count == MAX_THREADS) die(EXIT_USAGE, "--%s: more than %d CPUs", option, MAX_THREADS);
        cpus[count] = parse_number(option, cpu, 0, CPU_SETSIZE - 1);
    }
    return count;
}

static struct options parse_options(int argc, char *argv[]) {
    enum { MODE = 1, RX, SIZE, THREADS, WARMUP, DURATION, TX_CPUS, RX_CPUS, CONGESTION, ALIGN, GLIBC };
    static const struct option known[] = {
        {"mode", required_argument, NULL, MODE},          {"rx", required_argument, NULL, RX},
        {"size", required_argument, NULL, SIZE},
        {"threads", required_argument, NULL, THREADS},    {"warmup-ms", required_argument, NULL, WARMUP},
        {"duration-ms", required_argument, NULL, DURATION}, {"tx-cpus", required_argument, NULL, TX_CPUS},
        {"rx-cpus", required_argument, NULL, RX_CPUS},    {"congestion", required_argument, NULL, CONGESTION},
        {"align", required_argument, NULL, ALIGN},        {"glibc", no_argument, NULL, GLIBC},
        {NULL, 0, NULL, 0},
    };
    struct options o = {.threads = 1, .warmup_ms = 100, .duration_ms = 1000, .align = PAGE_BYTES, .strategy = &STRATEGIES[0]};
    int tx_cpu_count = 0, rx_cpu_count = 0;
    opterr = 0;
    for (int option; (option = getopt_long(argc, argv, "", known, NULL)) != -1;) {
        switch (option) {
        case MODE: o.mode = parse_mode(optarg); break;
        case RX: o.strategy = parse_strategy(optarg); break;
        case SIZE: o.message_bytes = parse_number("size", optarg, FIELDS, 1 << 30); break;
        case THREADS: o.threads = parse_number("threads", optarg, 1, MAX_THREADS); break;
        case WARMUP: o.warmup_ms = parse_number("warmup-ms", optarg, 0, 3600 * 1000); break;
        case DURATION: o.duration_ms = parse_number("duration-ms", optarg, 10, 3600 * 1000); break;
        case TX_CPUS: tx_cpu_count = parse_cpus("tx-cpus", optarg, o.tx_cpus); break;
        case RX_CPUS: rx_cpu_count = parse_cpus("rx-cpus", optarg, o.rx_cpus); break;
        case CONGESTION: o.congestion = optarg; break;
        case ALIGN: o.align = parse_align(optarg); break;
        case GLIBC: by_glibc = true; break;
        default: die(EXIT_USAGE, "%s: unknown option, or its value is missing", argv[optind - 1]);
        }
    }
    if (optind < argc) die(EXIT_USAGE, "%s: unexpected argument", argv[optind]);
    if (o.mode == NULL || o.message_bytes == 0) die(EXIT_USAGE, "--mode and --size are needed");
    o.pin_tx = tx_cpu_count > 0;
    o.pin_rx = rx_cpu_count > 0;
    if ((o.pin_tx && tx_cpu_count != o.threads) || (o.pin_rx && rx_cpu_count != o.threads)) {
        die(EXIT_USAGE, "--tx-cpus and --rx-cpus: expected one CPU per connection, that is %d", o.threads);
    }
    return o;
}

int main(int argc, char *argv[]) {
    static struct connection connections[MAX_THREADS];
    struct trial trial = {.options = parse_options(argc, argv)};
    srandom(clock_ns(CLOCK_MONOTONIC));
    connect_all(&trial, connections);
    run_threads(&trial, connections);
    struct totals totals = add_up(connections, trial.options.threads);
    print_result(&trial.options, &totals, connections[0].sender.fd);
    return 0;
}
