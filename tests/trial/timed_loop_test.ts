import { assertEquals } from "@std/assert";
import { batchMessages } from "../../trial/timed_loop.ts";

Deno.test("the clock is read every 32 short messages, and after each long one", () => {
  assertEquals([8, 64, 2048, 4096, 65536, 65537, 2 ** 30].map(batchMessages), [32, 32, 32, 16, 1, 1, 1]);
});
