/** Why a port isn't available, in the system's words. */
import { systemErrorText } from "../results/words.ts";

/** An error that names the option and its value. */
export function listenError(asked: string, error: unknown): Error {
  return new Error(`${asked}: ${systemErrorText(error)}`);
}
