/**
 * The slow path of send(2): what is left after a partial send or EINTR.
 *
 * A blocking send returns fewer bytes than asked only when it was interrupted or the connection failed, so the
 * allocations here never happen on the usual path.
 */
import { MSG_NOSIGNAL } from "../ffi/constants.ts";
import { EINTR } from "../ffi/errno.ts";
import { errno, libc } from "../ffi/libc.ts";

/**
 * Continues a plain send of one buffer until all of it is sent.
 *
 * @param result what the first call returned; errno is read if it is -1
 * @param flags of the calls
 * @returns `byteLength`, or `-errno`
 */
export function sendRest(
  fd: number,
  address: bigint,
  byteLength: number,
  result: number,
  flags = MSG_NOSIGNAL,
): number {
  let sent = 0;
  for (;;) {
    if (result >= 0) {
      sent += result;
      if (sent === byteLength) return byteLength;
    } else {
      const code = errno();
      if (code !== EINTR) return -code;
    }
    result = libc().send(fd, address + BigInt(sent), BigInt(byteLength - sent), flags);
  }
}
