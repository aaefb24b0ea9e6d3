/** netio's JSON: snake_case keys in every file and every output, and outputs as docs/json.md has them. */
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

const DOCUMENTED = Deno.readTextFileSync(new URL("../../docs/json.md", import.meta.url));

/** What docs/json.md says of a command: its schema, and the keys of the object. */
function documented(command: string): { readonly schema: number; readonly keys: readonly string[] } {
  const section = DOCUMENTED.split(`## \`netio ${command}\`\n`)[1]!.split("\n## ")[0]!;
  const lists = [...section.matchAll(/^- ((?:`\w+`(?:, )?)+):/gm)].map(([, list]) => list!);
  const keys = lists.flatMap((list) => list.split(", ").map((key) => key.slice(1, -1)));
  return { schema: Number(/^- `schema`: (\d+)$/m.exec(section)?.[1]), keys: keys.toSorted() };
}

Deno.test("keys are snake_case in every file and every output of --json, and docs/json.md has those of outputs", async () => {
  await withDirectory(async (parent) => {
    const out = join(parent, "r");
    const texts = new Map([["sweep", (await netio(...SWEEP, "--out", out)).stdout]]);
    for (const name of FILES) texts.set(name, Deno.readTextFileSync(join(out, name)));
    const readers = [["analyze", out], ["compare", out, out], ["list", out], ["doctor"], [
      "columns",
      "cycles",
    ]];
    for (const args of [["run", ...BRIEF.slice(4)], ...readers]) {
      texts.set(args[0]!, (await netio(...args, "--json")).stdout);
    }
    texts.set("sweep --dry-run", (await netio("sweep", "--dry-run", "--json")).stdout);
    for (const [command, text] of texts) {
      if (FILES.includes(command)) continue;
      const printed = JSON.parse(text);
      const { schema, keys } = documented(command);
      assertEquals([printed.schema, Object.keys(printed).toSorted()], [schema, keys], command);
    }
    const expected = ["run_id", "duration_ms", "ci_lo", "kernel_release", "not_measured", "survives_holm"];
    const all = new Set([...texts.values()].flatMap(keysOf));
    assert(expected.every((key) => all.has(key)), [...all].join(" "));
    for (const [name, text] of texts) {
      assertEquals(keysOf(text).filter((key) => !/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(key)), [], name);
    }
  });
});
