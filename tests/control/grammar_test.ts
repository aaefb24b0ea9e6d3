/**
 * Conversations with the server that are valid but for one thing. `NETIO_GRAMMAR_CASES` sets how many; the seed is printed,
 * `NETIO_GRAMMAR_SEED` repeats it.
 */
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { until } from "../waiting.ts";
import { broken, play, scriptOf } from "./conversations.ts";
import { TestServer } from "./test_server.ts";

const CASES = Number(Deno.env.get("NETIO_GRAMMAR_CASES") ?? 40);
const SEED = Number(Deno.env.get("NETIO_GRAMMAR_SEED") ?? Date.now() % 2 ** 31);
/** An answer that is due, and one that may never come. */
const [PATIENCE_MS, IMPATIENCE_MS] = [5000, 60];
/** A server is busy while threads for the client before come up, and refuses the hello: the second step. */
const [BUSY, FREE_AGAIN_MS] = [1, 5000];
Deno.test(`${CASES} conversations with one thing wrong leave the server able to have a right one (seed ${SEED})`, async () => {
  await using server = new TestServer();
  const honest = async () => {
    for (const end of ["send", "receive"] as const) {
      const script = scriptOf(end), deadline = performance.now() + FREE_AGAIN_MS;
      let steps = await play(server.port, script, PATIENCE_MS);
      while (steps === BUSY && performance.now() < deadline) {
        steps = await play(server.port, script, PATIENCE_MS);
      }
      assertEquals(steps, script.length, `${end}: ${server.lines.slice(-6).join("\n")}`);
    }
  };
  await honest();
  const tasks = () => [...Deno.readDirSync("/proc/self/task")].length;
  const files = () => [...Deno.readDirSync("/proc/self/fd")].length;
  const before = { tasks: tasks(), files: files() };
  let whole = 0;
  for (const script of fc.sample(broken, { numRuns: CASES, seed: SEED })) {
    if (await play(server.port, script, IMPATIENCE_MS) === script.length) whole++;
  }
  await honest();
  assert(whole < CASES / 2, `${whole} of ${CASES} went through as if nothing were wrong`);
  await until("the sessions' threads have ended", () => tasks() <= before.tasks + 4);
  await until("what the sessions opened is closed", () => files() <= before.files + 4);
});
