import { assert, assertAlmostEquals, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { notMeasuredText } from "../../results/not_measured.ts";
import { withoutRedone } from "../../results/redone.ts";
import { netio, rowsIn, startNetio, untilRows, withDirectory } from "../cli/program.ts";
import { keyOf, plannedKeysOf, resumeToTheEnd } from "./resuming.ts";
import { asksForZeroCopy } from "../../results/mode_catalogue.ts";
import { figuresOf } from "../present.ts";
import { endedWithin, pause, until } from "../waiting.ts";

const CELLS = ["--sizes", "1Ki,4097", "--threads", "1", "--no-plots", "--no-report"];
/** The warm-up is longer than TCP's least retransmission time-out: a stall in slow start is over when the window opens. */
const SMALL = [...CELLS, "--duration", "60ms", "--warmup", "250ms"];
/** Four trials by slices of half a second each, or 16 of one mode: whoever stops them after the first rows stops most. */
const STOPPED = [...CELLS, "--duration", "100ms", "--warmup", "50ms", "--repeats", "2"];

/** Figures that every measured row has, and that are above 0 in it; others that are 0 or more. */
const NEVER_ZERO = [
  ...["bytes", "messages", "throughput_gbps", "duration_s"] as const,
  ...["tx_cpu_s", "rx_cpu_s", "cpu_ns_per_byte", "segments_out"] as const,
] as const;
const NEVER_BELOW_ZERO = ["tx_context_switches", "rx_context_switches", "retransmits"] as const;

/** On a busy machine too; far less than a trial of an hour. */
const AT_ONCE_MS = 20_000;

/** Equal to the nine digits that a row keeps. */
function assertClose(actual: number, expected: number): void {
  assertAlmostEquals(actual / expected, 1, 1e-7);
}

Deno.test("a sweep of all modes writes every planned row, in order, with what was measured, and none to a file with other columns", async () => {
  await withDirectory(async (parent) => {
    const out = join(parent, "r");
    const options = [...SMALL, "--repeats", "2", "--modes", "all", "--seed", "7", "--out", out];
    const { code, stdout, stderr } = await netio("sweep", ...options);
    assertEquals(code, 0, stderr);
    const tried = rowsIn(out), rows = withoutRedone(tried), planned = plannedKeysOf(out);
    assertEquals(tried.slice(0, planned.length).map(keyOf), planned);
    assertEquals(rows.length, planned.length);
    for (const row of rows) {
      assertEquals(row.status, "ok", row.warnings ?? "");
      for (const figure of figuresOf(row, NEVER_ZERO)) assert(figure > 0, JSON.stringify(row));
      for (const figure of figuresOf(row, NEVER_BELOW_ZERO)) assert(figure >= 0, JSON.stringify(row));
      assertClose(row.messages!, row.bytes! / row.message_bytes!);
      assertClose(row.latency_mean_us!, 1e6 * row.duration_s! / row.messages!);
      const asks = asksForZeroCopy(row.mode!);
      assertEquals([row.zc_sends !== null, row.effective_copy !== null], [asks, asks]);
      assertEquals(row.zc_completions, row.zc_sends);
    }
    for (const name of ["plan.json", "environment.json", "summary.csv"]) {
      assert(Deno.statSync(join(out, name)).size > 100);
    }
    for (const text of ["zero-copy", "1 KiB", "trials.csv"]) assertStringIncludes(stdout, text);
    await assertOtherColumnsRefused(out);
  });
});

/** Leaves out a column of all rows, as a version of netio might that has not got it yet. */
async function assertOtherColumnsRefused(out: string): Promise<void> {
  const path = join(out, "trials.csv");
  const lines = Deno.readTextFileSync(path).trimEnd().split("\r\n");
  const older = lines.map((line) => line.slice(line.indexOf(",") + 1) + "\r\n").join("");
  Deno.writeTextFileSync(path, older);
  const { code, stderr } = await netio("sweep", "--resume", out);
  assertEquals(code, 2);
  assertStringIncludes(stderr, "trials.csv: its columns are not this version's");
  assertEquals(Deno.readTextFileSync(path), older);
}

Deno.test("--json prints one object on stdout and nothing else; warnings and what was not measured go to stderr", async () => {
  await withDirectory(async (parent) => {
    const options = [...SMALL, "--repeats", "1", "--json", "--out", join(parent, "r")];
    const { code, stdout, stderr } = await netio("sweep", ...options);
    assertEquals(code, 0);
    const { cells, plan, warnings, not_measured: notMeasured } = JSON.parse(stdout);
    assertEquals([cells.length, plan.repeats], [8, 1]);
    assertStringIncludes(stderr, "warning: zero-copy-copied in ");
    assert(warnings.some(({ id }: { id: string }) => id === "zero-copy-copied"), stdout);
    for (const fact of notMeasured) {
      assertStringIncludes(stderr, `not measured: ${notMeasuredText(fact)}\n`);
      assert(fact.counters.length > 0);
    }
  });
});

for (const [signal, expectedCode, how] of [["SIGINT", 130, "slices"], ["SIGTERM", 143, "trials"]] as const) {
  Deno.test(`${signal} stops a sweep by ${how}, keeps every row, and --resume runs exactly the rest`, async () => {
    await withDirectory(async (parent) => {
      const out = join(parent, "r");
      const sweep = startNetio("sweep", ...STOPPED, "--interleave", how, "--out", out);
      await untilRows(sweep, out, 3);
      sweep.kill(signal);
      const { code, stderr } = await endedWithin(sweep, AT_ONCE_MS);
      assertEquals(code, expectedCode);
      assertStringIncludes(new TextDecoder().decode(stderr), `--resume ${out}`);
      const before = rowsIn(out);
      assert(before.length >= 3 && before.length < 16);
      await resumeToTheEnd(out);
      assertEquals(rowsIn(out).slice(0, before.length), before);
    });
  });
}

Deno.test("Ctrl-C in the middle of a trial of an hour ends it at once", async () => {
  await withDirectory(async (parent) => {
    const out = join(parent, "r");
    const sweep = startNetio("sweep", "--sizes", "1Ki", "--threads", "1", "--duration", "1h", "--out", out);
    await until("a plan", () => existsSync(join(out, "plan.json")));
    await pause(1500); // the Workers are being warmed up, or the first trial runs
    sweep.kill("SIGINT");
    assertEquals((await endedWithin(sweep, AT_ONCE_MS)).code, 130);
  });
});

Deno.test("a result set that a sweep is writing is refused to another, and one whose plan is otherwise as well", async () => {
  await withDirectory(async (parent) => {
    const out = join(parent, "r");
    const sweep = startNetio("sweep", ...STOPPED, "--out", out);
    await untilRows(sweep, out, 2);
    sweep.kill("SIGSTOP"); // it holds the set while the other starts, which may take a busy machine its time
    const taken = await netio("sweep", "--resume", out);
    sweep.kill("SIGKILL");
    await sweep.output();
    assertEquals([taken.code, taken.stdout], [2, ""]);
    assertStringIncludes(taken.stderr, `${out}: another netio is writing to it`);
    const other = await netio("sweep", "--resume", out, "--repeats", "4");
    assertEquals([other.code, other.stdout], [2, ""]);
    assertStringIncludes(other.stderr, "netio: --repeats 4 conflicts with the saved plan (2); omit it\n");
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
