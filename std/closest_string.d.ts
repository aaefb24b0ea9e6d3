/** The entry of `possibleWords` with the least Levenshtein distance to `givenWord`. Throws on an empty list. */
export function closestString(givenWord: string, possibleWords: readonly string[]): string;
