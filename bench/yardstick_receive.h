/*
 * The receive strategies of the yardstick: the calls that netio's make (receive/), into memory of the same layout. Part of
 * yardstick.c, which includes it.
 *
 * Sources: recv(2), recvmsg(2), tcp(7) MSG_TRUNC, linux/tcp.h, net/ipv4/tcp.c tcp_zerocopy_receive().
 */
enum {
    COPY_BUFFER_BYTES = PAGE_BYTES - 1, /* a whole page must not fit, or the kernel copies what it could map */
    TCP_ZEROCOPY_RECEIVE_OPTION = 35,   /* TCP_ZEROCOPY_RECEIVE */
};

/* `struct tcp_zerocopy_receive` of linux/tcp.h as of Linux 5.11; glibc has a shorter one. */
struct zerocopy_receive {
    uint64_t address;
    uint32_t length, recv_skip_hint, inq;
    int32_t err;
    uint64_t copybuf_address;
    int32_t copybuf_len;
    uint32_t flags;
};

/* What a call took: its result; 0 at the end of the stream; -1 when it is to be made again. */
static inline ssize_t taken_by(ssize_t result) {
    if (result < 0 && errno != EINTR) die_errno("recv");
    return result;
}

/* ---- One buffer ---------------------------------------------------------------------------------------- */

static void open_buffer(struct receiver *receiver, const struct options *options) {
    bool is_message = receiver->strategy->is_of_a_message;
    receiver->buffer_bytes = is_message ? options->message_bytes : (size_t)RECV_BUFFER_BYTES;
    receiver->buffer = map_pages(receiver->buffer_bytes);
}

/* Each of these is false at the end of the stream. */
static bool receive_many_buffer(struct receiver *receiver, int calls) {
    const int flags = receiver->strategy->flags;
    for (int i = 0; i < calls; i++) {
        ssize_t n = taken_by(call_recv(receiver->fd, receiver->buffer, receiver->buffer_bytes, flags));
        if (n > 0) receiver->bytes += n;
        else if (n == 0) return false;
    }
    return true;
}

/* ---- Eight fields -------------------------------------------------------------------------------------- */

static void open_fields(struct receiver *receiver, const struct options *options) {
    receiver->message_bytes = options->message_bytes;
    map_fields(receiver->fields, options->message_bytes, options->align);
    receiver->rest = (struct msghdr){.msg_iov = receiver->rest_fields};
    receiver->rest.msg_iovlen = fields_from(receiver->fields, 0, receiver->rest_fields);
}

/* A recv for each field, to the end of the message or to one that comes short. */
static bool receive_many_fields(struct receiver *receiver, int messages) {
    for (int i = 0; i < messages; i++) {
        for (;;) {
            const struct iovec *field = &receiver->fields[receiver->field];
            size_t wanted = field->iov_len - receiver->filled;
            ssize_t n = taken_by(call_recv(receiver->fd, (char *)field->iov_base + receiver->filled, wanted, 0));
            if (n == 0) return false;
            if (n < 0) continue;
            receiver->bytes += n;
            receiver->filled += n;
            if ((size_t)n < wanted) break;
            receiver->filled = 0;
            receiver->field = (receiver->field + 1) % FIELDS;
            if (receiver->field == 0) break;
        }
    }
    return true;
}

static bool receive_many_scattered(struct receiver *receiver, int calls) {
    for (int i = 0; i < calls; i++) {
        ssize_t n = taken_by(call_recvmsg(receiver->fd, &receiver->rest, 0));
        if (n == 0) return false;
        if (n < 0) continue;
        receiver->bytes += n;
        if ((size_t)n == receiver->message_bytes) continue;
        receiver->filled = (receiver->filled + n) % receiver->message_bytes;
        receiver->rest.msg_iovlen = fields_from(receiver->fields, receiver->filled, receiver->rest_fields);
    }
    return true;
}

/* ---- Mapped pages -------------------------------------------------------------------------------------- */

/* What it took of the stream by mapping and by its copy buffer; sets what has to be received by copying. */
static size_t map_stream(struct receiver *receiver, uint32_t *unmappable_bytes) {
    struct zerocopy_receive request = {
        .address = (uintptr_t)receiver->pages,
        .length = RECV_BUFFER_BYTES,
        .copybuf_address = (uintptr_t)receiver->copy_buffer,
        .copybuf_len = COPY_BUFFER_BYTES,
    };
    socklen_t length = sizeof request;
    *unmappable_bytes = 0;
    if (getsockopt(receiver->fd, IPPROTO_TCP, TCP_ZEROCOPY_RECEIVE_OPTION, &request, &length) < 0) {
        if (errno == EIO) return 0; /* nothing is left of a stream that has ended */
        die_errno("getsockopt(TCP_ZEROCOPY_RECEIVE)");
    }
    if (length < sizeof request) die(EXIT_FAILED, "recv-mapped needs Linux 5.11");
    if (request.copybuf_len < 0 || request.err != 0) {
        die(EXIT_FAILED, "getsockopt(TCP_ZEROCOPY_RECEIVE): %s", strerror(-(request.err ? request.err : request.copybuf_len)));
    }
    receiver->mapped_bytes += request.length;
    *unmappable_bytes = request.recv_skip_hint;
    return request.length + request.copybuf_len;
}

static size_t receive_rest(struct receiver *receiver, size_t bytes) {
    receiver->rest_fields[0].iov_len = bytes < RECV_BUFFER_BYTES ? bytes : RECV_BUFFER_BYTES;
    for (;;) {
        ssize_t n = taken_by(call_recvmsg(receiver->fd, &receiver->rest, 0));
        if (n >= 0) return n;
    }
}

static bool wait_for_more(struct receiver *receiver) {
    for (;;) {
        ssize_t n = taken_by(call_recv(receiver->fd, receiver->buffer, 1, MSG_PEEK));
        if (n >= 0) return n > 0;
    }
}

static bool receive_many_mapped(struct receiver *receiver, int calls) {
    for (int i = 0; i < calls; i++) {
        for (size_t bytes = 0; bytes == 0;) {
            uint32_t unmappable_bytes;
            bytes = map_stream(receiver, &unmappable_bytes);
            if (unmappable_bytes > 0) bytes += receive_rest(receiver, unmappable_bytes);
            receiver->bytes += bytes;
            if (bytes == 0 && !wait_for_more(receiver)) return false;
        }
    }
    return true;
}

static void open_pages(struct receiver *receiver, const struct options *options) {
    (void)options;
    receiver->pages = mmap(NULL, RECV_BUFFER_BYTES, PROT_READ, MAP_SHARED, receiver->fd, 0);
    if (receiver->pages == MAP_FAILED) die_errno("mmap of a socket");
    receiver->copy_buffer = map_pages(COPY_BUFFER_BYTES);
    receiver->buffer = map_pages(RECV_BUFFER_BYTES);
    receiver->rest_fields[0].iov_base = receiver->buffer;
    receiver->rest = (struct msghdr){.msg_iov = receiver->rest_fields, .msg_iovlen = 1};
}

static const struct strategy STRATEGIES[] = {
    {.name = "recv", .receive_many = receive_many_buffer, .open = open_buffer},
    {.name = "recv-message", .receive_many = receive_many_buffer, .open = open_buffer, .is_of_a_message = true},
    {.name = "recv-fields", .receive_many = receive_many_fields, .open = open_fields},
    {.name = "recvmsg", .receive_many = receive_many_scattered, .open = open_fields},
    {.name = "recv-mapped", .receive_many = receive_many_mapped, .open = open_pages},
    {.name = "recv-discard", .receive_many = receive_many_buffer, .open = open_buffer, .flags = MSG_TRUNC},
};
enum { STRATEGY_COUNT = sizeof STRATEGIES / sizeof STRATEGIES[0] };
