/** Words for a shell, so that it reads each as it is. */

const PLAIN = /^[\w@%+=:,./-]+$/;

/** A word as every shell takes it, quoted where that is needed. */
export function quoted(word: string): string {
  return PLAIN.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** A command line. */
export function commandText(words: readonly string[]): string {
  return words.map(quoted).join(" ");
}
