/** What people call transmit modes: by id and alias, in any spelling, and by the system call or flag that a mode is. */
import { findMode, MODES } from "../../modes/registry.ts";

/** In the words of sockets: letters and digits alone. */
const CALLS: Readonly<Record<string, string>> = {
  "send": "contiguous",
  "sendmsg": "one-copy",
  "memcpysend": "two-copy",
  "msgzerocopy": "zero-copy",
};

/** The id of the mode that a word means; `null` where it means none. */
export function modeOfWord(word: string): string | null {
  const bare = bareWord(word);
  const spelled = MODES.find(({ id, alias }) => [id, alias].some((name) => bareWord(name) === bare));
  return findMode(word)?.id ?? spelled?.id ?? (Object.hasOwn(CALLS, bare) ? CALLS[bare]! : null);
}

/** `MSG_ZEROCOPY`, `zero_copy` and `Zero copy` without the separators of their words. */
function bareWord(text: string): string {
  return text.toLowerCase().replaceAll(/[-_+ ]/g, "");
}
