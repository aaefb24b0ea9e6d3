/** The lab's command line; no machine is started. */
import { assertEquals, assertMatch } from "@std/assert";
import { SCENARIOS } from "../../lab/scenarios/registry.ts";

const LAB = new URL("../../lab/lab.ts", import.meta.url).pathname;

async function lab(...args: readonly string[]) {
  const command = new Deno.Command(Deno.execPath(), { args: ["run", "-A", "--no-check", LAB, ...args] });
  const { code, stdout, stderr } = await command.output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

Deno.test("--list has a line for each scenario", async () => {
  const { code, stdout } = await lab("--list");
  assertEquals(code, 0);
  const names = stdout.trim().split("\n").map((line) => line.split(" ")[0]!);
  assertEquals(names, SCENARIOS.map(({ name }) => name));
});

Deno.test("a scenario that is not there is named, with the nearest and all", async () => {
  const { code, stderr } = await lab("nosgs");
  assertEquals(code, 2);
  assertMatch(stderr, /^error: there is no scenario "nosgs"; did you mean nosg\? There are .*nosg/);
});

Deno.test("each scenario has a name of its own, and says what it is about", () => {
  assertEquals(new Set(SCENARIOS.map(({ name }) => name)).size, SCENARIOS.length);
  assertEquals(SCENARIOS.filter(({ about }) => about === "" || about.endsWith(".")), []);
});
