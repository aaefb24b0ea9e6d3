// `@std/csv` from the npm registry; see `assert.ts`.
// @ts-types="./csv.d.ts"
export { parse, stringify } from "npm:deno-std@1.4.0/csv/mod.js";
