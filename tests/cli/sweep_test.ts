import { assert, assertAlmostEquals, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { join } from "node:path";
import type { ResultRow } from "../../results/columns.ts";
import { notMeasuredText } from "../../results/not_measured.ts";
import { parseTrials } from "../../results/csv.ts";
import { fromJson } from "../../results/json.ts";
import { plannedTrials, planSchema, trialKey } from "../../sweep/plan.ts";
import { netio, startNetio, withDirectory } from "./program.ts";

/** The warm-up is longer than TCP's least retransmission time-out: a stall in slow start is over when the window opens. */
const SMALL = [
  ...["--sizes", "1Ki,4097", "--threads", "1", "--duration", "100ms", "--warmup", "250ms", "--repeats", "2"],
  ...["--no-plots", "--no-report"],
];

const SLOW = [
  "--sizes",
  "1Ki,4097",
  "--threads",
  "1",
  "--duration",
  "300ms",
  "--repeats",
  "3",
  "--no-plots",
  "--no-report",
];

function rowsIn(directory: string): ResultRow[] {
  return parseTrials(Deno.readTextFileSync(join(directory, "trials.csv")));
}

function keysOf(rows: readonly ResultRow[]): string[] {
  return rows.map((row) =>
    trialKey({
      block: row.block!,
      mode: row.mode!,
      messageBytes: row.message_bytes!,
      threads: row.threads!,
    })
  );
}

function plannedKeys(directory: string): string[] {
  const plan = planSchema.parse(fromJson(Deno.readTextFileSync(join(directory, "plan.json"))));
  return plannedTrials(plan).map(trialKey);
}

/** Equal to the nine digits that a row keeps. */
function assertClose(actual: number, expected: number): void {
  assertAlmostEquals(actual / expected, 1, 1e-7);
}

/** Waits until a running sweep has written a number of rows. */
async function untilRows(directory: string, count: number): Promise<void> {
  for (let i = 0; i < 600; i++) {
    try {
      if (rowsIn(directory).length >= count) return;
    } catch { /* no file so far, or a row half written */ }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`no ${count} rows in ${directory}`);
}

Deno.test("a sweep of all modes writes every planned row, in order, with what was measured", async () => {
  await withDirectory(async (parent) => {
    const out = join(parent, "r");
    const { code, stdout, stderr } = await netio(
      "sweep",
      ...SMALL,
      "--modes",
      "all",
      "--seed",
      "7",
      "--out",
      out,
    );
    assertEquals(code, 0, stderr);
    const rows = rowsIn(out);
    assertEquals(keysOf(rows), plannedKeys(out));
    for (const row of rows) {
      assertEquals(row.status, "ok", row.warnings ?? "");
      assert(row.bytes! > 0 && row.throughput_gbps! > 0 && row.duration_s! > 0, JSON.stringify(row));
      assertClose(row.messages!, row.bytes! / row.message_bytes!);
      assertClose(row.latency_mean_us!, 1e6 * row.duration_s! / row.messages!);
      assert(row.tx_cpu_s! > 0 && row.rx_cpu_s! > 0 && row.cpu_ns_per_byte! > 0);
      assert(row.tx_context_switches! >= 0 && row.segments_out! > 0);
      const asks = row.mode!.startsWith("zero-copy");
      assertEquals([row.zc_sends !== null, row.effective_copy !== null], [asks, asks]);
      assertEquals(row.zc_completions, row.zc_sends);
    }
    for (const name of ["plan.json", "environment.json", "summary.csv"]) {
      assert(Deno.statSync(join(out, name)).size > 100);
    }
    for (const text of ["zero-copy", "1 KiB", "trials.csv"]) assertStringIncludes(stdout, text);
  });
});

Deno.test("--json prints one object on stdout and nothing else; warnings and what was not measured go to stderr", async () => {
  await withDirectory(async (parent) => {
    const { code, stdout, stderr } = await netio("sweep", ...SMALL, "--json", "--out", join(parent, "r"));
    assertEquals(code, 0);
    const { cells, plan, not_measured: notMeasured } = JSON.parse(stdout);
    assertEquals([cells.length, plan.repeats], [8, 2]);
    assertStringIncludes(stderr, "warning: zero-copy-copied in ");
    for (const fact of notMeasured) {
      assertStringIncludes(stderr, `not measured: ${notMeasuredText(fact)}\n`);
      assert(fact.counters.length > 0);
    }
  });
});

for (const [signal, expectedCode] of [["SIGINT", 130], ["SIGTERM", 143]] as const) {
  Deno.test(`${signal} stops within a second, keeps every row, and --resume runs exactly the rest`, async () => {
    await withDirectory(async (parent) => {
      const out = join(parent, "r");
      const sweep = startNetio("sweep", ...SLOW, "--out", out);
      await untilRows(out, 3);
      const signalled = performance.now();
      sweep.kill(signal);
      const { code, stderr } = await sweep.output();
      assertEquals(code, expectedCode);
      assert(performance.now() - signalled < 1000);
      assertStringIncludes(new TextDecoder().decode(stderr), `--resume ${out}`);
      const before = rowsIn(out);
      assert(before.length >= 3 && before.length < 24);
      const wrong = await netio("sweep", "--resume", out, "--repeats", "4");
      assertEquals([wrong.code, wrong.stdout], [2, ""]);
      assertStringIncludes(wrong.stderr, "netio: --repeats 4 conflicts with the saved plan (3); omit it\n");
      const resumed = await netio("sweep", "--resume", out, "--no-plots", "--no-report");
      assertEquals(resumed.code, 0, resumed.stderr);
      const after = rowsIn(out);
      assertEquals(after.slice(0, before.length), before);
      assertEquals(keysOf(after).sort(), plannedKeys(out).sort());
    });
  });
}

Deno.test("a result set that a sweep is writing is refused to another, and free once that one is dead", async () => {
  await withDirectory(async (parent) => {
    const out = join(parent, "r");
    const sweep = startNetio("sweep", ...SLOW, "--out", out);
    await untilRows(out, 2);
    const { code, stderr } = await netio("sweep", "--resume", out);
    assertEquals(code, 2);
    assertStringIncludes(stderr, `${out}: another netio is writing into it`);
    sweep.kill("SIGKILL");
    await sweep.output();
    const resumed = await netio("sweep", "--resume", out, "--no-plots", "--no-report");
    assertEquals(resumed.code, 0, resumed.stderr);
    assertEquals(keysOf(rowsIn(out)).sort(), plannedKeys(out).sort());
  });
});

Deno.test("a torn last line is dropped with a notice, and its trial runs again", async () => {
  await withDirectory(async (parent) => {
    const out = join(parent, "r");
    assertEquals((await netio("sweep", ...SMALL, "--out", out)).code, 0);
    const path = join(out, "trials.csv");
    const whole = Deno.readTextFileSync(path);
    Deno.writeTextFileSync(path, whole.slice(0, -40));
    const { code, stderr } = await netio("sweep", "--resume", out, "--no-plots", "--no-report");
    assertEquals(code, 0, stderr);
    assertStringIncludes(stderr, "dropped");
    assertEquals(keysOf(rowsIn(out)).sort(), plannedKeys(out).sort());
  });
});

Deno.test("rows are not added to a file with other columns", async () => {
  await withDirectory(async (parent) => {
    const out = join(parent, "r");
    assertEquals((await netio("sweep", ...SMALL, "--out", out)).code, 0);
    const path = join(out, "trials.csv");
    const lines = Deno.readTextFileSync(path).trimEnd().split("\r\n");
    const older = lines.map((line) => line.slice(line.indexOf(",") + 1)); // without the first column
    Deno.writeTextFileSync(path, older.join("\r\n") + "\r\n");
    const before = Deno.readTextFileSync(path);
    const { code, stderr } = await netio("sweep", "--resume", out);
    assertEquals(code, 2);
    assertStringIncludes(stderr, "trials.csv: its columns are not this version's");
    assertEquals(Deno.readTextFileSync(path), before);
  });
});

Deno.test("Ctrl-C while the far end has not answered ends with 130, and no result set is left", async () => {
  using silent = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  await withDirectory(async (parent) => {
    const out = join(parent, "r");
    const sweep = startNetio("sweep", "--connect", `127.0.0.1:${silent.addr.port}`, "--out", out);
    const connection = await silent.accept();
    sweep.kill("SIGINT");
    assertEquals((await sweep.output()).code, 130);
    connection.close();
    assertThrows(() => Deno.statSync(out), Deno.errors.NotFound);
  });
});
