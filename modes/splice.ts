/**
 * `splice` (A3s): vmsplice(2) of the 8 fields into a pipe, then splice(2) from the pipe into the socket. The fields' own
 * pages go into the stream by reference, so nothing is copied, and nothing says when they may be rewritten.
 */
import { F_GETPIPE_SZ, F_SETPIPE_SZ, O_CLOEXEC, SPLICE_F_MORE } from "../ffi/constants.ts";
import { EINTR, EPIPE } from "../ffi/errno.ts";
import { check, errno, libc } from "../ffi/libc.ts";
import { pageBytes } from "../ffi/memory.ts";
import { SYS_SPLICE, SYS_VMSPLICE } from "../ffi/syscalls.ts";
import type { OpenTransmitter } from "./mode.ts";
import type { Payload } from "./payload.ts";
import { PageSharingTransmitter, type Region } from "./shared_pages.ts";
import { type Piece, pipePlaces, SplicedMessage } from "./spliced_message.ts";

/** The most that an unprivileged process may have of one pipe by default: fs.pipe-max-size. */
const PIPE_BYTES_MAX = 1024 * 1024;

class Pipe implements Disposable {
  readonly readFd: number;
  readonly writeFd: number;
  readonly places: number;

  /** @param places how many are wanted; the kernel may grant fewer */
  constructor(places: number) {
    const { pipe2, fcntl } = libc();
    const fds = new Int32Array(2);
    check("pipe2", pipe2(new Uint8Array(fds.buffer), O_CLOEXEC));
    [this.readFd, this.writeFd] = [fds[0]!, fds[1]!];
    const wantedBytes = Math.min(PIPE_BYTES_MAX, places * pageBytes());
    if (wantedBytes > fcntl(this.writeFd, F_GETPIPE_SZ, 0)) fcntl(this.writeFd, F_SETPIPE_SZ, wantedBytes);
    this.places = fcntl(this.writeFd, F_GETPIPE_SZ, 0) / pageBytes();
  }

  [Symbol.dispose](): void {
    libc().close(this.readFd);
    libc().close(this.writeFd);
  }
}

class SpliceTransmitter extends PageSharingTransmitter {
  readonly #payload: Payload;
  readonly #pipe: Pipe;
  readonly #spliced: SplicedMessage;
  #message = 0;

  /** @throws SyscallError where there is no pipe or no memory */
  constructor(fd: number, payload: Payload, rewrites: boolean) {
    super(fd, "anonymous", rewrites);
    this.#payload = payload;
    this.#pipe = new Pipe(payload.fields.reduce((sum, { byteLength }) => sum + pipePlaces(byteLength), 0));
    this.#spliced = new SplicedMessage(payload, this.#pipe.places);
  }

  sendMany(n: number): number {
    const { vmsplice, splice } = this.libc, fill = SYS_VMSPLICE, move = SYS_SPLICE;
    const fd = this.fd, { pieces } = this.#spliced, { readFd, writeFd } = this.#pipe;
    for (let i = 0; i < n; i++) {
      for (let k = 0; k < pieces.length; k++) {
        const { address, count, byteLength, length, flags } = pieces[k]!;
        const filled = vmsplice(fill, writeFd, address, count, 0);
        const moved = filled === byteLength ? splice(move, readFd, 0n, fd, 0n, length, flags) : 0;
        if (moved !== byteLength) {
          const failure = this.#finishPiece(pieces[k]!, filled, moved);
          if (failure < 0) return failure;
        }
      }
    }
    this.noteSent(this.#message, n);
    return n;
  }

  point(message: number): void {
    this.#message = message;
    this.#spliced.point(message);
  }

  /**
   * Completes a piece one of whose calls gave other than all its bytes.
   *
   * @param filled what vmsplice returned; errno is read if it is -1
   * @param moved what splice returned, 0 if it was not called; errno is read if it is -1
   * @returns 0 or more, or `-errno`
   */
  #finishPiece(piece: Piece, filled: number, moved: number): number {
    let done = 0;
    for (;;) {
      if (filled < 0) {
        const code = errno();
        if (code !== EINTR) return -code;
      } else {
        const flags = done + filled < piece.byteLength ? SPLICE_F_MORE : piece.flags;
        const failure = this.#empty(filled, moved, flags);
        if (failure < 0) return failure;
        done += filled;
        if (done === piece.byteLength) return done;
      }
      const { address, count } = this.#spliced.rest(piece, done);
      filled = this.libc.vmsplice(SYS_VMSPLICE, this.#pipe.writeFd, address, count, 0);
      moved = 0;
    }
  }

  /**
   * Moves on what is left of `filled` bytes in the pipe.
   *
   * @param result of the first call, 0 if there was none; errno is read if it is -1
   * @returns 0, or `-errno`
   */
  #empty(filled: number, result: number, flags: number): number {
    let moved = 0;
    for (;;) {
      if (result >= 0) moved += result;
      else {
        const code = errno();
        if (code !== EINTR) return -code;
      }
      if (moved === filled) return 0;
      const left = BigInt(filled - moved);
      result = this.libc.splice(SYS_SPLICE, this.#pipe.readFd, 0n, this.fd, 0n, left, flags);
      if (result === 0) return -EPIPE; // says the pipe was empty, which it is not
    }
  }

  protected override regions(message: number): readonly Region[] {
    return this.#payload.fields.map(({ byteLength }, field) => ({
      address: this.#payload.address(message, field),
      byteLength,
    }));
  }

  override [Symbol.dispose](): void {
    this.#spliced[Symbol.dispose]();
    this.#pipe[Symbol.dispose]();
  }
}

export const openSplice: OpenTransmitter = (fd, payload, options) =>
  new SpliceTransmitter(fd, payload, options?.rewrites ?? false);
