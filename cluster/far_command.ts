/** The shell script that makes another host join this run. */
import { LIFELINE_VARIABLE, SILENCE_MS } from "./lifeline.ts";
import { commandText, quoted } from "./quoting.ts";

/** Limits under which V8 ends the program at its start, in its own words. */
const LIMITS = 'for kind in v d; do limit=$(ulimit -$kind); [ "$limit" = unlimited ] || ' +
  'echo "netio: ulimit -$kind is $limit; unless it is unlimited, netio may not start" >&2; done';

/**
 * A POSIX shell script that takes the token from the first line of standard input, so that it is on no disk and on no
 * command line, and then becomes netio, whose lifeline is the rest of the input.
 *
 * @param words how netio is invoked there, with its arguments
 * @param hostName the host's name in the records
 */
export function farCommand(words: readonly string[], hostName: string): string {
  return [
    "IFS= read -r NETIO_TOKEN",
    `NETIO_HOST_NAME=${quoted(hostName)}`,
    `${LIFELINE_VARIABLE}=${SILENCE_MS / 1e3}`,
    `export NETIO_TOKEN NETIO_HOST_NAME ${LIFELINE_VARIABLE}`,
    LIMITS,
    `exec ${commandText(words)}`,
  ].join("; ");
}
