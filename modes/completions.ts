/**
 * Completions of MSG_ZEROCOPY sends, read from the socket's error queue.
 *
 * Each successful MSG_ZEROCOPY call has an id; a notification covers a range of ids, `ee_info` to `ee_data` inclusive,
 * u32 with wrap. Ranges coalesce and may arrive out of order, so netio counts them (`send_ledger.ts`). `ee_code` bit 0
 * says that the kernel copied. Source: Documentation/networking/msg_zerocopy.rst.
 */
import {
  IP_RECVERR,
  IPV6_RECVERR,
  MSG_CTRUNC,
  MSG_DONTWAIT,
  MSG_ERRQUEUE,
  SO_EE_CODE_ZEROCOPY_COPIED,
  SO_EE_ORIGIN_ZEROCOPY,
  SOL_IP,
  SOL_IPV6,
} from "../ffi/constants.ts";
import { type Libc, libc } from "../ffi/libc.ts";
import { NativeMemory } from "../ffi/memory.ts";
import { CMSGHDR, MSGHDR, POLLFD, SOCK_EXTENDED_ERR } from "../ffi/structs.ts";
import { SYS_RECVMSG } from "../ffi/syscalls.ts";
import { SendLedger } from "./send_ledger.ts";

const CONTROL_BYTES = 512;
const CONTROL_AT = MSGHDR.size;
const POLLFD_AT = CONTROL_AT + CONTROL_BYTES;
/** After so long a wait for completions checks whether it was stopped. */
export const WAIT_MS = 10;

/** Takes notifications; {@linkcode SendLedger} is one. */
interface NotificationSink {
  completed(first: number, last: number, wasCopied: boolean, hasFailed: boolean): number;
}

/**
 * Passes on the notifications in a control buffer.
 *
 * @param view the control messages from `start` to `end`, as recvmsg(2) filled them
 * @returns how many completions they held
 */
export function readNotifications(
  view: DataView,
  start: number,
  end: number,
  sink: NotificationSink,
): number {
  let added = 0;
  for (let at = start; at + CMSGHDR.size + SOCK_EXTENDED_ERR.size <= end;) {
    const length = view.getUint32(at + CMSGHDR.len, true);
    if (length < CMSGHDR.size) break;
    const level = view.getInt32(at + CMSGHDR.level, true);
    const type = view.getInt32(at + CMSGHDR.type, true);
    const isError = (level === SOL_IP && type === IP_RECVERR) ||
      (level === SOL_IPV6 && type === IPV6_RECVERR);
    const err = at + CMSGHDR.size;
    if (isError && view.getUint8(err + SOCK_EXTENDED_ERR.origin) === SO_EE_ORIGIN_ZEROCOPY) {
      added += sink.completed(
        view.getUint32(err + SOCK_EXTENDED_ERR.info, true),
        view.getUint32(err + SOCK_EXTENDED_ERR.data, true),
        (view.getUint8(err + SOCK_EXTENDED_ERR.code) & SO_EE_CODE_ZEROCOPY_COPIED) !== 0,
        view.getUint32(err + SOCK_EXTENDED_ERR.errno, true) !== 0,
      );
    }
    at += (length + 7) & ~7;
  }
  return added;
}

/** The error queue of one socket. Nothing is allocated after construction. */
export class CompletionQueue implements Disposable {
  readonly ledger = new SendLedger();
  truncated = false;
  readonly #fd: number;
  readonly #memory = new NativeMemory(POLLFD_AT + POLLFD.size);
  readonly #message = this.#memory.address;
  readonly #pollfd = this.#memory.address + BigInt(POLLFD_AT);
  readonly #view = this.#memory.view;
  readonly #libc: Libc = libc();
  readonly #one = 1n;

  constructor(fd: number) {
    this.#fd = fd;
    this.#view.setBigUint64(MSGHDR.control, this.#message + BigInt(CONTROL_AT), true);
    this.#view.setInt32(POLLFD_AT + POLLFD.fd, fd, true);
  }

  /** Reads every notification that is there, without waiting; returns how many completions they held. */
  reap(): number {
    const { recvmsg } = this.#libc;
    const view = this.#view, message = this.#message, fd = this.#fd, ledger = this.ledger;
    let total = 0;
    while (ledger.outstanding > 0) {
      view.setUint32(MSGHDR.controllen, CONTROL_BYTES, true);
      if (recvmsg(SYS_RECVMSG, fd, message, MSG_ERRQUEUE | MSG_DONTWAIT) < 0) break;
      const received = view.getUint32(MSGHDR.controllen, true);
      if ((view.getInt32(MSGHDR.flags, true) & MSG_CTRUNC) !== 0) this.truncated = true;
      total += readNotifications(view, CONTROL_AT, CONTROL_AT + received, ledger);
    }
    return total;
  }

  /** Waits at most `timeoutMs` for a notification and reads what came; returns how many completions. */
  waitAndReap(timeoutMs: number): number {
    if (this.ledger.outstanding === 0) return 0;
    const ready = this.reap();
    if (ready > 0) return ready;
    this.#libc.poll(this.#pollfd, this.#one, timeoutMs); // events 0: POLLERR is always reported
    return this.reap();
  }

  /**
   * Waits until nothing is outstanding, as long as no `timeoutMs` pass without a completion.
   *
   * @param nowNs the clock, ns
   * @returns time waited, ns
   */
  drain(timeoutMs: number, nowNs: () => number, stopped: () => boolean): number {
    return this.waitUntil(() => this.ledger.outstanding === 0, timeoutMs, nowNs, stopped);
  }

  /** The same until `isEnough`, which looks at what was read; returns the time waited, ns. */
  waitUntil(isEnough: () => boolean, timeoutMs: number, nowNs: () => number, stopped: () => boolean): number {
    const start = nowNs();
    let lastNs = start;
    while (!isEnough() && nowNs() - lastNs < timeoutMs * 1e6 && !stopped()) {
      if (this.waitAndReap(WAIT_MS) > 0) lastNs = nowNs();
      else this.#libc.poll(this.#pollfd, 0n, 1); // hung up: poll returns at once
    }
    return nowNs() - start;
  }

  [Symbol.dispose](): void {
    this.#memory[Symbol.dispose]();
  }
}
