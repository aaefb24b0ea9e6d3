/** The entry of `possibleWords` with the least Levenshtein distance to `givenWord`. Throws on an empty list. */
export function closestString(givenWord: string, possibleWords: readonly string[]): string;
/** How many insertions, deletions and replacements of characters make one text the other. */
export function levenshteinDistance(str1: string, str2: string): number;
