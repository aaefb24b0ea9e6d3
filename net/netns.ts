/**
 * Anonymous network namespaces, held open by a file descriptor: they end with the process, however it ends, so nothing
 * can be left behind.
 *
 * `unshare(2)` and `setns(2)` move the calling thread alone. Every stay is one synchronous stretch: no await, no new
 * Worker, no subprocess, since they would stay inside. Sources: network_namespaces(7), setns(2), unshare(2).
 */
import { CLONE_NEWNET, O_CLOEXEC, O_RDONLY } from "../ffi/constants.ts";
import { EPERM } from "../ffi/errno.ts";
import { check, libc } from "../ffi/libc.ts";

const OF_THIS_THREAD = "/proc/thread-self/ns/net";

/** One network namespace; released by `using`, and gone once its last socket is closed. */
export class NetworkNamespace implements Disposable {
  readonly #fd: number;
  #held = true;

  /** A new, empty namespace, its loopback interface down. Throws SyscallError EPERM without CAP_SYS_ADMIN. */
  constructor() {
    this.#fd = elsewhere(enterNew, () => open(OF_THIS_THREAD));
  }

  /** Where other processes (`nsenter --net=…`) find it while this one holds it. */
  get path(): string {
    return `/proc/${Deno.pid}/fd/${this.#fd}`;
  }

  /** Runs a synchronous action with this thread inside the namespace. */
  run<T>(action: () => T): T {
    return elsewhere(() => check("setns", libc().setns(this.#fd, CLONE_NEWNET)), action);
  }

  [Symbol.dispose](): void {
    if (!this.#held) return;
    this.#held = false;
    libc().close(this.#fd);
  }
}

function enterNew(): void {
  check(
    "unshare(CLONE_NEWNET)",
    libc().unshare(CLONE_NEWNET),
    (code) =>
      code === EPERM
        ? "network namespaces need root, or a start by unshare --user --net --map-root-user; --topology loopback needs neither"
        : undefined,
  );
}

/** Runs an action in the namespace that `enter` moves this thread to, and comes back. */
function elsewhere<T>(enter: () => void, action: () => T): T {
  const home = open(OF_THIS_THREAD);
  try {
    enter();
    try {
      return action();
    } finally {
      check("setns back home", libc().setns(home, CLONE_NEWNET));
    }
  } finally {
    libc().close(home);
  }
}

function open(path: string): number {
  const fd = libc().open(new TextEncoder().encode(`${path}\0`), O_RDONLY | O_CLOEXEC);
  return check(`open(${path})`, fd);
}
