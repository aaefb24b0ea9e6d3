/** A sweep whose receive strategies and rates are lists, through the program, and what of it is to be made up for. */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { fromJson } from "../../results/json.ts";
import { withoutRedone } from "../../results/redone.ts";
import { planSchema } from "../../sweep/plan.ts";
import { present } from "../present.ts";
import { netio, rowsIn, withDirectory } from "../cli/program.ts";
import { keyOf, plannedKeysOf } from "./resuming.ts";

const CROSSED = ["--rx", "recv,recvmsg", "--rate", "100M,200M"];
const SWEEP = [
  ...["sweep", ...CROSSED, "--modes", "A1,A2", "--sizes", "16Ki", "--threads", "1", "--repeats", "1"],
  ...["--duration", "100ms", "--warmup", "50ms", "--no-plots", "--no-report"],
];

Deno.test("each mode is measured with each receive strategy at each rate, and a resumed sweep knows which", async () => {
  await withDirectory(async (parent) => {
    const out = join(parent, "r");
    const { code, stdout, stderr } = await netio(...SWEEP, "--out", out);
    assertEquals(code, 0, stderr);
    assertMatch(stderr, /^4 trials, about /);
    assertMatch(stderr, /\[1\/4\] 16 KiB × 1, recv(msg)?, at 0\.[12] Gbit\/s: two-copy /);
    const plan = planSchema.parse(fromJson(Deno.readTextFileSync(join(out, "plan.json"))));
    assertEquals([plan.rx, plan.rateBps], [["recv", "recvmsg"], [1e8, 2e8]]);
    const tried = rowsIn(out), rows = withoutRedone(tried), planned = plannedKeysOf(out);
    assertEquals(tried.slice(0, planned.length).map(keyOf), planned);
    assertEquals(rows.length, 8);
    for (const row of rows) {
      assertEquals([row.status, present(row.throughput_gbps) > 0], ["ok", true]);
    }
    assertStringIncludes(stdout, "Answer: recvmsg, at 0.2 Gbit/s: By CPU time per byte, ");

    const lines = Deno.readTextFileSync(join(out, "trials.csv")).split("\r\n");
    Deno.writeTextFileSync(join(out, "trials.csv"), [...lines.slice(0, 5), ""].join("\r\n"));
    const resumed = await netio("sweep", "--resume", out, ...CROSSED, "--dry-run");
    assertMatch(resumed.stdout, /^2 of 4 trials, about /);
  });
});
