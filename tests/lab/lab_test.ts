/** The lab's command line, and its scenarios one after another; no machine is started. */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { runScenarios } from "../../lab/lab.ts";
import { check, LabError, type Scenario } from "../../lab/scenario.ts";
import { SCENARIOS } from "../../lab/scenarios/registry.ts";
import { execute, type Run } from "../cli/program.ts";

const LAB = new URL("../../lab/lab.ts", import.meta.url).pathname;

function lab(...args: readonly string[]): Promise<Run> {
  return execute([Deno.execPath(), "run", "-A", "--no-check", LAB, ...args]);
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

function scenario(name: string, run: Scenario["run"]): Scenario {
  return { name, about: "what a test made up", packages: [], needsRoot: false, run };
}

/** What the lab printed, and its sums. */
async function printedBy(scenarios: readonly Scenario[]) {
  const cache = await Deno.makeTempDir(), lines: string[] = [];
  const { log, error } = console;
  console.log = (line: string) => void lines.push(line);
  console.error = () => {};
  try {
    const tally = await runScenarios(scenarios, { cache, keep: false }, () => Promise.resolve("netio"));
    return { tally, lines, stacks: stacksIn(cache) };
  } finally {
    Object.assign(console, { log, error });
    await Deno.remove(cache, { recursive: true });
  }
}

function stacksIn(cache: string): string[] {
  const runs = [...Deno.readDirSync(cache)].filter(({ name }) => name.startsWith("run-"));
  return runs.flatMap(({ name }) => {
    try {
      return [Deno.readTextFileSync(`${cache}/${name}/error.txt`)];
    } catch {
      return [];
    }
  });
}

Deno.test("a scenario that crashes is one failure with its text, and the others go on", async () => {
  const { tally, lines, stacks } = await printedBy([
    scenario("crashing", async function* () {
      yield check("it begins", true, "begun");
      await Promise.reject(new TypeError("no such row"));
    }),
    scenario("stopped", async function* () {
      await Promise.reject(new LabError("no kernel to be had"));
      yield check("never", true, "");
    }),
    scenario("sound", async function* () {
      yield await Promise.resolve(check("it holds", true, "1 of 1"));
    }),
  ]);
  assertEquals(tally, { held: 2, broken: 2 });
  const failed = lines.filter((line) => line.startsWith("FAIL"));
  assertEquals(failed.length, 2);
  assertStringIncludes(failed[0]!, "crashing can't go on: TypeError: no such row, with its stack in ");
  assertStringIncludes(failed[1]!, "stopped can't go on: no kernel to be had (");
  assertEquals(lines.some((line) => line.includes("    at ")), false);
  assertEquals(stacks.length, 1);
  assertStringIncludes(stacks[0]!, "lab_test.ts");
  assertStringIncludes(lines.at(-1)!, "sound: 1 held, 0 failed");
});
