/** Quotes words for a shell. */

const PLAIN = /^[\w@%+=:,./-]+$/;

/** A word, quoted if a shell would read it otherwise. */
export function quoted(word: string): string {
  return PLAIN.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** A command line. */
export function commandText(words: readonly string[]): string {
  return words.map(quoted).join(" ");
}
