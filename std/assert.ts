// `@std/assert` from the npm registry (the JSR registry is not reachable everywhere). `deno.json` maps the
// standard name here; a move to JSR is a change of that one line.
// @ts-types="./assert.d.ts"
export {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertMatch,
  assertNotEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "npm:deno-std@1.4.0/assert/mod.js";
