// `@std/text/closest-string` and `@std/text/levenshtein-distance` from the npm registry; see `assert.ts`.
// @ts-types="./closest_string.d.ts"
export { closestString } from "npm:deno-std@1.4.0/text/closest_string.js";
export { levenshteinDistance } from "npm:deno-std@1.4.0/text/levenshtein_distance.js";
