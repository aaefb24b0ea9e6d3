/** Why a port is not available, in the system's words. */

/** An error that names the option and what it asked for. */
export function listenError(asked: string, error: unknown): Error {
  const reason = error instanceof Error ? error.message.replace(/ \(os error \d+\)$/, "") : String(error);
  return new Error(`${asked}: ${reason}`);
}
