/*
 * The io_uring modes of the yardstick: as netio's, chains of linked requests handed over by one io_uring_enter(2) and all
 * over when it returns; what is left of a message that was cut short follows alone, once the socket has room. Part of
 * yardstick.c, which includes it; without liburing, so that both sides make the same system calls.
 *
 * Sources: io_uring_setup(2), io_uring_enter(2), io_uring_register(2), linux/io_uring.h.
 */
#include <linux/io_uring.h>

enum {
    URING_DEPTH = 32,   /* messages handed over at a time, at most */
    URING_REACH = 4096, /* requests from the oldest that waits for its notification to the newest, at most */
    URING_COMPLETIONS = 2 * URING_DEPTH + URING_REACH, /* the kernel makes a power of two of it */
};

struct uring {
    int fd;
    uint32_t tail; /* number of the next request */
    uint32_t *sq_tail, *cq_head, *cq_tail, *cq_overflow, cq_mask;
    struct io_uring_sqe *requests; /* URING_DEPTH of them */
    struct io_uring_cqe *completions;
    int32_t results[URING_DEPTH];
    bool awaited[URING_REACH]; /* sends whose notification is outstanding, by the low bits of their number */
    uint32_t ids[URING_REACH];
    struct msghdr messages[URING_DEPTH]; /* one per request, as netio has them */
};

static void uring_write_request(struct sender *sender, uint32_t place) {
    const struct mode *mode = sender->mode;
    struct uring *ring = sender->uring;
    struct io_uring_sqe *request = &ring->requests[place];
    *request = (struct io_uring_sqe){.opcode = mode->opcode, .fd = sender->fd};
    request->msg_flags = MSG_NOSIGNAL | MSG_WAITALL | MSG_DONTWAIT;
    if (mode->zero_copy_ring) request->ioprio = IORING_SEND_ZC_REPORT_USAGE;
    if (mode->opcode == IORING_OP_SEND_ZC) {
        request->ioprio |= IORING_RECVSEND_FIXED_BUF;
        request->addr = (uintptr_t)sender->buffer;
        request->len = sender->message_bytes;
    } else {
        ring->messages[place] = sender->message;
        request->addr = (uintptr_t)&ring->messages[place];
        request->len = 1;
    }
}

static void *uring_map(int fd, size_t bytes, off_t offset) {
    void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, fd, offset);
    if (memory == MAP_FAILED) die_errno("mmap of an io_uring");
    return memory;
}

/* The thread that sends makes it: with IORING_SETUP_SINGLE_ISSUER no other may use it. */
static void uring_open(struct sender *sender) {
    struct uring *ring = sender->uring = (struct uring *)map_pages(sizeof *ring);
    struct io_uring_params p = {
        .flags = IORING_SETUP_CQSIZE | IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN,
        .cq_entries = URING_COMPLETIONS,
    };
    ring->fd = syscall(SYS_io_uring_setup, URING_DEPTH, &p);
    if (ring->fd < 0) die_errno("io_uring_setup");
    size_t sq_bytes = p.sq_off.array + p.sq_entries * sizeof(uint32_t);
    size_t cq_bytes = p.cq_off.cqes + p.cq_entries * sizeof(struct io_uring_cqe);
    char *rings = uring_map(ring->fd, sq_bytes > cq_bytes ? sq_bytes : cq_bytes, IORING_OFF_SQ_RING);
    ring->requests = uring_map(ring->fd, p.sq_entries * sizeof *ring->requests, IORING_OFF_SQES);
    ring->sq_tail = (uint32_t *)(rings + p.sq_off.tail);
    ring->cq_head = (uint32_t *)(rings + p.cq_off.head);
    ring->cq_tail = (uint32_t *)(rings + p.cq_off.tail);
    ring->cq_overflow = (uint32_t *)(rings + p.cq_off.overflow);
    ring->cq_mask = p.cq_entries - 1;
    ring->completions = (struct io_uring_cqe *)(rings + p.cq_off.cqes);
    for (uint32_t i = 0; i < p.sq_entries; i++) ((uint32_t *)(rings + p.sq_off.array))[i] = i;
    for (uint32_t place = 0; place < URING_DEPTH; place++) uring_write_request(sender, place);
    if (sender->mode->opcode != IORING_OP_SEND_ZC) return;
    struct iovec buffer = {sender->buffer, sender->message_bytes};
    if (syscall(SYS_io_uring_register, ring->fd, IORING_REGISTER_BUFFERS, &buffer, 1) < 0) {
        die_errno("io_uring_register(IORING_REGISTER_BUFFERS)");
    }
}

/* Reads the completions that are there; returns how many requests they ended, notifications not counted. */
static int uring_read(struct sender *sender) {
    struct uring *ring = sender->uring;
    uint32_t head = *ring->cq_head, tail = __atomic_load_n(ring->cq_tail, __ATOMIC_ACQUIRE);
    int finished = 0;
    for (; head != tail; head++) {
        const struct io_uring_cqe *completion = &ring->completions[head & ring->cq_mask];
        uint32_t id = completion->user_data, slot = id & (URING_REACH - 1);
        if (completion->flags & IORING_CQE_F_NOTIF) {
            if (!ring->awaited[slot] || ring->ids[slot] != id) continue;
            ring->awaited[slot] = false;
            sender->zc_completions++;
            if ((uint32_t)completion->res & IORING_NOTIF_USAGE_ZC_COPIED) sender->zc_copied++;
            continue;
        }
        finished++;
        ring->results[id & (URING_DEPTH - 1)] = completion->res;
        if (!(completion->flags & IORING_CQE_F_MORE) || completion->res <= 0) continue;
        ring->awaited[slot] = true;
        ring->ids[slot] = id;
        sender->zc_sends++;
    }
    __atomic_store_n(ring->cq_head, head, __ATOMIC_RELEASE);
    return finished;
}

static int uring_enter(struct uring *ring, unsigned ahead, unsigned wanted) {
    return syscall(SYS_io_uring_enter, ring->fd, ahead, wanted, IORING_ENTER_GETEVENTS, NULL, 0);
}

/* Hands over the last `count` requests and waits until each is over. A ring that takes only part spoils the trial. */
static void uring_submit(struct sender *sender, int count) {
    struct uring *ring = sender->uring;
    __atomic_store_n(ring->sq_tail, ring->tail, __ATOMIC_RELEASE);
    for (int ahead = count, missing = count; missing > 0;) {
        int entered = uring_enter(ring, ahead, missing);
        if (entered < 0 && errno != EINTR) die_errno("io_uring_enter");
        if (entered >= 0 && entered != ahead) die(EXIT_FAILED, "io_uring took %d of %d requests", entered, ahead);
        if (entered >= 0) ahead = 0;
        missing -= uring_read(sender);
    }
}

/* The notes of outstanding notifications go round: no request may come before the one in its place is done. */
static void uring_make_room(struct sender *sender, int count) {
    struct uring *ring = sender->uring;
    for (int i = 0; i < count; i++) {
        while (ring->awaited[(ring->tail + i) & (URING_REACH - 1)]) {
            if (uring_enter(ring, 0, 1) < 0 && errno != EINTR) die_errno("io_uring_enter");
            uring_read(sender);
        }
    }
}

static void uring_name(struct uring *ring, uint32_t id, uint8_t flags) {
    struct io_uring_sqe *request = &ring->requests[id & (URING_DEPTH - 1)];
    request->flags = flags;
    request->user_data = id;
}

/* What is left of a message, behind a request that waits for room; returns the result. */
static int32_t uring_send_rest(struct sender *sender, size_t sent) {
    struct uring *ring = sender->uring;
    uint32_t poll = ring->tail, send = poll + 1;
    uint32_t poll_place = poll & (URING_DEPTH - 1), send_place = send & (URING_DEPTH - 1);
    ring->requests[poll_place] = (struct io_uring_sqe){
        .opcode = IORING_OP_POLL_ADD, .fd = sender->fd, .poll32_events = POLLOUT};
    uring_name(ring, poll, IOSQE_IO_LINK);
    uring_name(ring, send, 0);
    struct io_uring_sqe *request = &ring->requests[send_place];
    if (sender->mode->opcode == IORING_OP_SEND_ZC) {
        request->addr += sent;
        request->len -= sent;
    } else {
        request->addr = (uintptr_t)rest_of_message(sender, sent);
    }
    ring->tail += 2;
    uring_submit(sender, 2);
    uring_write_request(sender, poll_place);
    uring_write_request(sender, send_place);
    return ring->results[send_place];
}

static void uring_finish_message(struct sender *sender, int32_t result) {
    for (size_t sent = 0;; result = uring_send_rest(sender, sent)) {
        if (result >= 0) {
            sent += result;
            if (sent == sender->message_bytes) return;
        } else if (result != -EAGAIN && result != -EINTR && result != -ECANCELED) {
            die(EXIT_FAILED, "io_uring send: %s", strerror(-result));
        }
    }
}

/* Returns how many messages went out, whole and in order: up to and with the one at which the chain broke. */
static int uring_send_chain(struct sender *sender, int count) {
    struct uring *ring = sender->uring;
    uint32_t first = ring->tail;
    for (int i = 0; i < count; i++) uring_name(ring, first + i, i < count - 1 ? IOSQE_IO_LINK : 0);
    ring->tail += count;
    uring_submit(sender, count);
    for (int i = 0; i < count; i++) {
        int32_t result = ring->results[(first + i) & (URING_DEPTH - 1)];
        if (result == (int32_t)sender->message_bytes) continue;
        uring_finish_message(sender, result);
        return i + 1;
    }
    return count;
}

static void send_many_uring(struct sender *sender, int messages) {
    while (messages > 0) {
        int count = messages < URING_DEPTH ? messages : URING_DEPTH;
        if (sender->mode->zero_copy_ring) uring_make_room(sender, count);
        messages -= uring_send_chain(sender, count);
    }
}

static void uring_drain(struct sender *sender) {
    while (sender->zc_sends != sender->zc_completions) {
        if (uring_enter(sender->uring, 0, 1) < 0 && errno != EINTR) die_errno("io_uring_enter");
        uring_read(sender);
    }
    if (*sender->uring->cq_overflow != 0) die(EXIT_FAILED, "the kernel lost completions");
}
