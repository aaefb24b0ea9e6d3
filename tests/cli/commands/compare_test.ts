/** `netio compare`, by its command line. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import type { ResultRow } from "../../../results/columns.ts";
import { csvHeader, csvLine } from "../../../results/csv.ts";
import { madeUpRows, SWEEP } from "../../report/made_up_trials.ts";
import { netioHere } from "../here.ts";
import { withDirectory } from "../program.ts";

const rows = madeUpRows({ modes: { "two-copy": () => 10, "zero-copy": () => 5 }, sizes: [1024] });
const withoutZeroCopy = rows.map((row): ResultRow =>
  row.mode === "zero-copy" ? { ...row, status: "failed", throughput_gbps: null } : row
);

const MACHINE = JSON.stringify({ host: { kernel_release: "6.8.0", cpu: { model: "Xeon" } } });

/** A result set as a sweep leaves it; `null` leaves the environment out. */
function writeSet(
  directory: string,
  trials: readonly ResultRow[],
  netem: string | null,
  environment: string | null = MACHINE,
): string {
  Deno.mkdirSync(directory);
  Deno.writeTextFileSync(join(directory, "trials.csv"), csvHeader() + trials.map(csvLine).join(""));
  Deno.writeTextFileSync(
    join(directory, "plan.json"),
    JSON.stringify({ schema: 2, runId: directory, topology: { kind: "netns", mtuBytes: null, netem } }),
  );
  if (environment !== null) Deno.writeTextFileSync(join(directory, "environment.json"), environment);
  return directory;
}

Deno.test("compare says that the link of B was made worse, which its plan alone tells", async () => {
  await withDirectory(async (directory) => {
    const a = writeSet(join(directory, "a"), rows, null);
    const same = writeSet(join(directory, "same"), rows, null);
    const b = writeSet(join(directory, "b"), rows, "delay 1ms loss 0.1%");
    assertStringIncludes((await netioHere("compare", a, same)).stdout, "same machine and settings");
    const { stdout } = await netioHere("compare", a, b);
    assert(!stdout.includes("same machine"), stdout);
    assertStringIncludes(stdout, "  --netem: not given → delay 1ms loss 0.1%\n");
  });
});

Deno.test("--fail-on-regression fails when B lost cells, and names them", async () => {
  await withDirectory(async (directory) => {
    const a = writeSet(join(directory, "a"), rows, null);
    const b = writeSet(join(directory, "b"), withoutZeroCopy, null);
    const lost = await netioHere("compare", a, b, "--fail-on-regression", "5%");
    assertEquals([lost.code, lost.stderr], [1, "missing in B: zero-copy 1 KiB × 1\n"]);
    assertEquals((await netioHere("compare", a, b)).code, 0, "without a limit nothing fails");
    const gained = await netioHere("compare", b, a, "--fail-on-regression", "5%");
    assertEquals([gained.code, gained.stderr], [0, ""]);
  });
});

Deno.test("--fail-on-regression fails when there was nothing to compare", async () => {
  await withDirectory(async (directory) => {
    const a = writeSet(join(directory, "a"), [], null);
    const b = writeSet(join(directory, "b"), rows, null);
    const { code, stderr } = await netioHere("compare", a, b, "--fail-on-regression", "5%");
    assertEquals(code, 1);
    assertStringIncludes(stderr, "netio: nothing was compared: no configuration has a value in both\n");
  });
});

Deno.test("--fail-on-regression fails when every cell has too few repeats, and names them", async () => {
  await withDirectory(async (directory) => {
    const few = rows.filter((row) => (row.block ?? 0) < 5);
    const slower = few.map((row) => ({ ...row, throughput_gbps: (row.throughput_gbps ?? 0) / 10 }));
    const a = writeSet(join(directory, "a"), few, null), b = writeSet(join(directory, "b"), slower, null);
    const { code, stderr } = await netioHere("compare", a, b, "--fail-on-regression", "5%");
    assertEquals(code, 1);
    assertStringIncludes(stderr, "undecided: zero-copy 1 KiB × 1: too few repeats\n");
    assertStringIncludes(
      stderr,
      "netio: nothing was compared: no configuration has enough repeats in both\n",
    );
  });
});

Deno.test("compare tells how both sets were read on stderr, and keeps stdout to its JSON", async () => {
  await withDirectory(async (directory) => {
    const a = writeSet(join(directory, "a"), rows, null, null);
    const b = join(directory, "theirs.csv");
    Deno.writeTextFileSync(b, "mode,size,threads,throughput_gbps\n0,1024,1,9\n");
    const { code, stdout, stderr } = await netioHere("compare", a, b, "--json");
    assertEquals([code, JSON.parse(stdout).schema], [0, 3]);
    assertStringIncludes(stderr, "note: A: no environment.json beside the trials");
    assertMatch(stderr, /note: B: modes are read as 0 = two-copy/);
  });
});

/** Twelve repeats, from the sixth on at half of the throughput. */
const CHANGED = madeUpRows({
  ...SWEEP,
  repeats: 12,
  columns: ({ block, throughput_gbps }) => ({
    throughput_gbps: (block ?? 0) < 5 ? throughput_gbps : (throughput_gbps ?? 0) / 2,
  }),
});

Deno.test("compare says which of the sets was measured on a machine that changed in the middle", async () => {
  await withDirectory(async (directory) => {
    const same = writeSet(join(directory, "a"), madeUpRows({ ...SWEEP, repeats: 12 }), null);
    const changed = writeSet(join(directory, "b"), CHANGED, null);
    const flat = (text: string) => text.replace(/\s+/g, " ");
    for (const [a, b, name] of [[same, changed, "B"], [changed, same, "A"]] as const) {
      const { stdout } = await netioHere("compare", a, b);
      assertMatch(
        flat(stdout),
        new RegExp(
          `warning: ${name}: the machine changed after 5 repeats: since then 24 of 24 throughputs are .* times ` +
            "what they were: their medians describe neither state, so a difference from the other set may be that change",
        ),
      );
      assertEquals(stdout.match(/the machine changed/g)!.length, 1, stdout);
      const { warnings } = JSON.parse((await netioHere("compare", a, b, "--json")).stdout);
      const ids = [warnings.a, warnings.b].map((own: { id: string }[]) => own.map(({ id }) => id));
      assertEquals(ids, name === "B" ? [[], ["machine-change"]] : [["machine-change"], []]);
    }
  });
});

Deno.test("compare says how many more warnings a set has than it shows", async () => {
  await withDirectory(async (directory) => {
    const warnings = "other-load (12.1 %); steal (3 %); window-off (12 %); unpinned; cpu-frequency (20 %)";
    const a = writeSet(join(directory, "a"), rows, null);
    const b = writeSet(join(directory, "b"), rows.map((row) => ({ ...row, warnings })), null);
    const { stdout } = await netioHere("compare", a, b);
    assertEquals(stdout.match(/^warning: B: /gm)!.length, 4, stdout);
    assertStringIncludes(stdout, "warning: B: 2 more with --json\n");
  });
});

Deno.test("compare shows few of many values of a setting, by size, and all with --json", async () => {
  await withDirectory(async (directory) => {
    const sized = (row: ResultRow, i: number): ResultRow => ({ ...row, rcvbuf: 4096 * (i + 1) });
    const a = writeSet(join(directory, "a"), rows, null);
    const b = writeSet(join(directory, "b"), rows.map(sized), null);
    assertStringIncludes(
      (await netioHere("compare", a, b)).stdout,
      "  rcvbuf: 4096, 8192, 12288, 16384, 20480, 24576, 28672, 32768 and 6 more\n",
    );
    const { environment } = JSON.parse((await netioHere("compare", a, b, "--json")).stdout);
    assertEquals(environment[0].b.split(", ").length, rows.length);
  });
});

Deno.test("compare does not count failures that a retry made good", async () => {
  await withDirectory(async (directory) => {
    const numbered = rows.map((row, trial): ResultRow => ({ ...row, run_id: "x", trial }));
    const failed: ResultRow = {
      ...numbered[0]!,
      status: "failed",
      throughput_gbps: null,
      warnings: "ECONNRESET",
    };
    const a = writeSet(join(directory, "a"), numbered, null);
    const retried = writeSet(join(directory, "retried"), [failed, ...numbered], null);
    const lost = writeSet(join(directory, "lost"), [failed, ...numbered.slice(1)], null);
    assertStringIncludes(
      (await netioHere("compare", a, lost)).stdout,
      "warning: B: failed and not counted: 1 of",
    );
    const { stdout } = await netioHere("compare", a, retried);
    assert(!stdout.includes("failed"), stdout);
  });
});

Deno.test("compare lists what the columns of other programs' files say of how they were measured", async () => {
  await withDirectory(async (directory) => {
    const [a, b, neither] = ["kernel,6.1,run,1", "kernel,5.10,run,2", "run,3"].map((text, i) => {
      const fields = text.split(","), path = join(directory, `${i}.csv`);
      const [names, values] = [0, 1].map((first) => fields.filter((_, k) => k % 2 === first).join(","));
      const lines = [`mode,size,threads,throughput_gbps,${names}`, `two-copy,64,1,2,${values}`];
      Deno.writeTextFileSync(path, lines.join("\n") + "\n");
      return path;
    }) as [string, string, string];
    assertStringIncludes(
      (await netioHere("compare", a, b)).stdout,
      "they differ in:\n  kernel: 6.1 → 5.10\nneither names",
    );
    assertStringIncludes(
      (await netioHere("compare", a, neither)).stdout,
      "only A names:\n  kernel: 6.1\nneither names",
    );
  });
});

Deno.test("of files that name no machine compare does not say that the machines agree", async () => {
  await withDirectory(async (directory) => {
    const csv = join(directory, "theirs.csv");
    Deno.writeTextFileSync(csv, "mode,size,threads,throughput_gbps\ntwo-copy,64,1,2\none-copy,64,1,3\n");
    const neither = await netioHere("compare", csv, csv);
    assertStringIncludes(
      neither.stdout,
      "neither names its machine, so whether the machines are the same is not known\n" +
        "neither has a plan beside its rows, so of the settings only what stands in the rows is compared\n",
    );
    assert(!neither.stdout.includes("same machine"), neither.stdout);
    const a = writeSet(join(directory, "a"), rows, null);
    const { stdout } = await netioHere("compare", a, csv);
    assertStringIncludes(stdout, "B names no machine, so whether");
    assertStringIncludes(stdout, "B has no plan beside its rows");
    assertMatch(
      stdout,
      /only A names:\n(?: {2}.*\n)* {2}host.kernel_release: 6\.8\.0\n {2}host.cpu.model: Xeon\n/,
    );
    const empty = writeSet(join(directory, "empty"), rows, null, "{}");
    assertStringIncludes((await netioHere("compare", empty, a)).stdout, "A names no machine");
  });
});
