/** The style of netio's JSON: snake_case keys in every file and every output. */
import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import { netio, withDirectory } from "../cli/program.ts";

const BRIEF = [
  ...["--modes", "A1,A2", "--sizes", "64", "--threads", "1", "--duration", "20ms", "--warmup", "10ms"],
];
const SWEEP = ["sweep", ...BRIEF, "--pattern", "rr", "--repeats", "1", "--no-plots", "--no-report", "--json"];
const FILES = ["environment.json", "plan.json", "histograms.json"];

/** The keys of all objects in a text that is JSON. */
function keysOf(text: string): string[] {
  const keys = new Set<string>();
  JSON.parse(text, (_, value) => {
    if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      for (const key of Object.keys(value)) keys.add(key);
    }
    return value;
  });
  return [...keys];
}

Deno.test("keys are snake_case in every file of a result set and in every output of --json", async () => {
  await withDirectory(async (parent) => {
    const out = join(parent, "r");
    const texts = new Map([["sweep", (await netio(...SWEEP, "--out", out)).stdout]]);
    for (const name of FILES) texts.set(name, Deno.readTextFileSync(join(out, name)));
    for (const args of [["run", ...BRIEF.slice(4)], ["analyze", out], ["compare", out, out], ["doctor"]]) {
      texts.set(args[0]!, (await netio(...args, "--json")).stdout);
    }
    const expected = ["run_id", "duration_ms", "ci_lo", "kernel_release", "not_measured", "survives_holm"];
    const all = new Set([...texts.values()].flatMap(keysOf));
    assert(expected.every((key) => all.has(key)), [...all].join(" "));
    for (const [name, text] of texts) {
      assertEquals(keysOf(text).filter((key) => !/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(key)), [], name);
    }
  });
});
