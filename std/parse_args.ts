// `@std/cli/parse-args` from the npm registry; see `assert.ts`.
// @ts-types="./parse_args.d.ts"
export { parseArgs } from "npm:deno-std@1.4.0/cli/parse_args.js";
