/**
 * What the zero-copy modes share: reading completions in batches while sending, and ENOBUFS.
 *
 * ENOBUFS means that `net.core.optmem_max` or RLIMIT_MEMLOCK is used up by sends whose completion has not been read.
 * So: read completions, wait for some (bounded), try again; if none come, send the rest plainly and count it. With
 * nothing outstanding no completion will ever come, and the plain send follows at once. Every retry is paid for by at
 * least one completion, so this ends.
 */
import { SO_ZEROCOPY, SOL_SOCKET } from "../ffi/constants.ts";
import { Clock } from "../ffi/clock.ts";
import { EINTR, ENOBUFS, ENOPROTOOPT } from "../ffi/errno.ts";
import { check, errno, libc } from "../ffi/libc.ts";
import { CompletedPrefix } from "./completed_prefix.ts";
import { CompletionTimes } from "./completion_times.ts";
import { CompletionQueue } from "./completions.ts";
import type { CompletionObserver, SendAccount, SendLedger } from "./send_ledger.ts";
import {
  DRAIN_TIMEOUT_MS,
  REAP_EVERY,
  type TransmitOptions,
  type Transmitter,
  type ZeroCopyCounts,
} from "./mode.ts";

const ENOBUFS_WAIT_MS = 50;

/**
 * What a connected socket needs for MSG_ZEROCOPY: the option, and its error queue. Modes that take turns on a connection
 * share it.
 */
export class ZeroCopySocket implements Disposable {
  readonly queue: CompletionQueue;

  /** @throws SyscallError where the kernel or the socket has no MSG_ZEROCOPY */
  constructor(fd: number) {
    check(
      "setsockopt(SO_ZEROCOPY)",
      libc().setsockopt(fd, SOL_SOCKET, SO_ZEROCOPY, new Uint8Array([1, 0, 0, 0]), 4),
      (code) => code === ENOPROTOOPT ? "needs Linux 4.14 or later" : undefined,
    );
    this.queue = new CompletionQueue(fd);
  }

  [Symbol.dispose](): void {
    this.queue[Symbol.dispose]();
  }
}

/** What the kernel reported about one transmitter's calls; notifies its observer of which ids completed. */
class Account implements SendAccount {
  sends = 0;
  completions = 0;
  copied = 0;
  failed = 0;
  readonly #observer: CompletionObserver;

  constructor(observer: CompletionObserver) {
    this.#observer = observer;
  }

  completed(first: number, last: number): void {
    this.#observer.completed(first, last);
  }
}

export abstract class ZeroCopyTransmitter implements Transmitter {
  protected readonly libc = libc();
  protected readonly fd: number;
  protected readonly byteLength: number;
  protected readonly queue: CompletionQueue;
  protected unreaped = 0;
  readonly #ledger: SendLedger;
  readonly #account: Account;
  readonly #ownSocket: ZeroCopySocket | null;
  readonly #reapEvery: number;
  readonly #times: CompletionTimes;
  readonly #prefix: CompletedPrefix | null;
  readonly #drainTimeoutMs: number;
  readonly #sampleMask: number;
  #fallbacks = 0;
  #enobufs = 0;

  /** @throws SyscallError where the kernel or the socket has no MSG_ZEROCOPY */
  constructor(
    fd: number,
    byteLength: number,
    { reapEvery, rewrites, drainTimeoutMs, zeroCopySocket }: TransmitOptions,
  ) {
    this.fd = fd;
    this.byteLength = byteLength;
    this.#ownSocket = zeroCopySocket === undefined ? new ZeroCopySocket(fd) : null;
    this.queue = (zeroCopySocket ?? this.#ownSocket!).queue;
    this.#ledger = this.queue.ledger;
    this.#times = new CompletionTimes(byteLength);
    this.#sampleMask = this.#times.mask;
    this.#reapEvery = reapEvery ?? REAP_EVERY;
    this.#drainTimeoutMs = drainTimeoutMs ?? DRAIN_TIMEOUT_MS;
    this.#prefix = rewrites ? new CompletedPrefix() : null;
    this.#account = new Account(this.#prefix ?? this.#times);
    this.begin();
  }

  begin(): void {
    this.#ledger.begin(this.#account);
  }

  end(): void {
    this.#times.forget();
  }

  abstract sendMany(n: number): number;

  abstract point(message: number): void;

  /** One MSG_ZEROCOPY call for what is left after `sent` bytes; returns its result. */
  protected abstract sendZeroCopyFrom(sent: number): number;

  /** Plain sends of what is left after `sent` bytes; returns 0 or more, or `-errno`. */
  protected abstract sendPlainFrom(sent: number): number;

  /** Counts a successful MSG_ZEROCOPY call and reads completions when it is time. */
  protected countSend(): void {
    const id = this.#ledger.sends++;
    if ((id & this.#sampleMask) === 0) this.#times.sent(id >>> 0);
    if (++this.unreaped >= this.#reapEvery) {
      this.unreaped = 0;
      this.queue.reap();
    }
  }

  /**
   * Completes a message whose first MSG_ZEROCOPY call did not return all its bytes.
   *
   * @param result what that call returned; errno is read if it is -1
   * @returns 0 or more, or `-errno`
   */
  protected finishMessage(result: number): number {
    let sent = 0;
    for (;;) {
      if (result >= 0) {
        this.countSend();
        sent += result;
        if (sent === this.byteLength) return sent;
      } else {
        const code = errno();
        if (code === ENOBUFS) {
          this.#enobufs += 1;
          if (this.queue.waitAndReap(ENOBUFS_WAIT_MS) === 0) {
            this.#fallbacks += 1;
            return this.sendPlainFrom(sent);
          }
        } else if (code !== EINTR) return -code;
      }
      result = this.sendZeroCopyFrom(sent);
    }
  }

  mark(): number {
    return this.#ledger.sends;
  }

  settle(mark: number): boolean {
    const prefix = this.#prefix;
    if (prefix === null) throw new Error("settle needs a transmitter that was opened with `rewrites`");
    using clock = new Clock();
    this.queue.waitUntil(() => prefix.count >= mark, this.#drainTimeoutMs, () => clock.now(), () => false);
    return prefix.count >= mark;
  }

  finish(stopped: () => boolean): ZeroCopyCounts {
    using clock = new Clock();
    const drainNs = this.queue.drain(this.#drainTimeoutMs, () => clock.now(), stopped);
    this.#ledger.account();
    const { sends, completions, copied, failed } = this.#account;
    if (this.queue.truncated) {
      throw new Error("a zero-copy notification was truncated (MSG_CTRUNC): counts would be wrong");
    }
    if (failed > 0) throw new Error(`the kernel reports ${failed} zero-copy sends as failed (ee_errno)`);
    return {
      sends,
      completions,
      copied,
      fallbacks: this.#fallbacks,
      enobufs: this.#enobufs,
      drainMs: drainNs / 1e6,
      completionTimes: this.#times.pairs(),
    };
  }

  [Symbol.dispose](): void {
    this.#ownSocket?.[Symbol.dispose]();
    this.#times[Symbol.dispose]();
  }
}
