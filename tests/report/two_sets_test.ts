import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import {
  checkRegressions,
  compareResults as compareSets,
  type ResultsComparison,
} from "../../report/two_sets.ts";
import { tabulate } from "../../results/cells.ts";
import { type LoadedResults, loadResults } from "../../results/load.ts";
import { loaded, madeUpRows, type MadeUpSweep } from "./made_up_trials.ts";

function compareResults(a: LoadedResults, b: LoadedResults): ResultsComparison {
  const [setA, setB] = [a, b].map((results) => ({ loaded: results, tables: tabulate(results.rows).tables }));
  return compareSets(setA!, setB!);
}

const before: MadeUpSweep = {
  modes: { "two-copy": () => 10, "one-copy": () => 12 },
  sizes: [1024],
  repeats: 7,
};
const after: MadeUpSweep = { ...before, modes: { "two-copy": () => 10, "one-copy": () => 9 }, seed: 2 };

function compared(a: MadeUpSweep, b: MadeUpSweep) {
  return compareResults(loaded(madeUpRows(a)), loaded(madeUpRows(b)));
}

Deno.test("every shared cell has a ratio of B to A with its interval and verdict", () => {
  const { families: [throughput] } = compared(before, after);
  assertEquals(throughput?.measure.id, "throughput_gbps");
  assertEquals(
    throughput?.comparisons.map(({ mode, verdict, method }) => [mode, verdict, method]),
    [["two-copy", "no significant difference", "unpaired"], ["one-copy", "worse", "unpaired"]],
  );
  assertAlmostEquals(throughput?.comparisons[1]?.ratio.estimate ?? 0, 0.75, 0.04);
  assertEquals([throughput?.made, throughput?.survivors], [2, 1]);
});

Deno.test("a set compared with itself has no differences", () => {
  const { families, environment, onlyInA, onlyInB } = compared(before, before);
  assertEquals(environment, []);
  assertEquals([onlyInA, onlyInB], [[], []]);
  assert(
    families.every(({ comparisons }) =>
      comparisons.every(({ verdict }) => verdict === "no significant difference")
    ),
  );
});

Deno.test("cells that only one set has are listed", () => {
  const { onlyInA, onlyInB, families } = compared(before, { ...before, sizes: [4096] });
  assertEquals(onlyInA.map(({ mode, messageBytes }) => [mode, messageBytes]), [["two-copy", 1024], [
    "one-copy",
    1024,
  ]]);
  assertEquals(onlyInB.length, 2);
  assertEquals(families, []);
});

Deno.test("differences of setting, kernel and what was copied are listed, what always differs is not", () => {
  const a = {
    ...loaded(
      madeUpRows({
        ...before,
        modes: { "zero-copy": () => 5 },
        columns: () => ({ congestion_control: "cubic" }),
      }),
    ),
    environment: {
      runId: "1",
      startedUtc: "x",
      host: {
        kernelRelease: "6.10",
        loadAverage: [1, 2, 3],
        cpu: { model: "same", governors: ["performance"] },
      },
    },
  };
  const b = {
    ...loaded(
      madeUpRows({
        ...before,
        modes: { "zero-copy": () => 5 },
        columns: () => ({ congestion_control: "bbr", topology: "hosts", effective_copy: "zero-copied" }),
      }),
    ),
    environment: {
      runId: "2",
      startedUtc: "y",
      host: { kernelRelease: "6.18", loadAverage: [4, 5, 6], cpu: { model: "same" } },
    },
  };
  assertEquals(compareResults(a, b).environment, [
    { name: "topology", a: "loopback", b: "hosts" },
    { name: "effective_copy", a: "copied", b: "zero-copied" },
    { name: "congestion_control", a: "cubic", b: "bbr" },
    { name: "host.kernel_release", a: "6.10", b: "6.18" },
    { name: "host.cpu.governors", a: "performance", b: null },
  ]);
});

Deno.test("sets of an earlier netio, which had names from the world for keys, are told apart by the same names", () => {
  const earlier = {
    schema: 1,
    host: { cpu: { mitigations: { specStoreBypass: "on", l1tf: "off" } } },
    offloads: { lo: { rxChecksum: true, txChecksum: null } },
  };
  const now = {
    schema: 2,
    host: {
      cpu: { mitigations: [{ name: "spec_store_bypass", state: "on" }, { name: "l1tf", state: "on" }] },
    },
    offloads: [{ name: "lo", rxChecksum: true, txChecksum: null }],
  };
  const [a, b] = [earlier, now].map((environment) => ({ ...loaded(madeUpRows(before)), environment }));
  assertEquals(compareResults(a!, b!).environment, [
    { name: "host.cpu.mitigations.l1tf", a: "off", b: "on" },
  ]);
});

/** As `netio sweep` writes it, as far as it matters here. */
const plan = {
  schema: 2,
  runId: "1",
  seed: 1,
  modes: ["two-copy"],
  sizes: [1024],
  repeats: 7,
  durationMs: 250,
  topology: { kind: "netns", mtuBytes: null, netem: null },
  workingSetBytes: null,
  reapEvery: 32,
  congestion: "auto",
  counters: "on",
};

function planned(changes: Readonly<Record<string, unknown>>, columns: MadeUpSweep["columns"] = () => ({})) {
  return { ...loaded(madeUpRows({ ...before, columns })), plan: { ...plan, ...changes } };
}

Deno.test("what two plans asked for differently is listed by its option, also where no row shows it", () => {
  const b = planned({
    runId: "2",
    seed: 2,
    sizes: [1024, 4096],
    repeats: 9,
    durationMs: 1000,
    topology: { kind: "netns", mtuBytes: null, netem: "delay 1ms loss 0.1%" },
    workingSetBytes: 65536,
    reapEvery: 8,
    counters: "off",
    ofALaterVersion: 3,
  });
  assertEquals(compareResults(planned({}), b).environment, [
    { name: "--duration", a: "250ms", b: "1s" },
    { name: "--reap-every", a: "32", b: "8" },
    { name: "--counters", a: "on", b: "off" },
    { name: "--netem", a: "not given", b: "delay 1ms loss 0.1%" },
    { name: "--working-set", a: "not given", b: "64 KiB" },
    { name: "--of-a-later-version", a: "not given", b: "3" },
  ]);
});

Deno.test("a setting that the rows show in force is listed once; one that came to the same is listed as asked", () => {
  const differences = (column: string) =>
    compareResults(
      planned({}, () => ({ congestion_control: "cubic" })),
      planned({ congestion: "reno" }, () => ({ congestion_control: column })),
    ).environment;
  assertEquals(differences("reno"), [{ name: "congestion_control", a: "cubic", b: "reno" }]);
  assertEquals(differences("cubic"), [{ name: "--congestion", a: "auto", b: "reno" }]);
});

Deno.test("without a plan the columns tell the working set and the reaping, of the cells of both", () => {
  const b = loaded(
    madeUpRows({
      ...before,
      sizes: [1024, 4096],
      columns: ({ message_bytes }) => ({ working_set: message_bytes! * 64, reap_every: 8 }),
    }),
  );
  const a = planned({}, () => ({ working_set: 1024, reap_every: 8 }));
  assertEquals(compareResults(a, b).environment, [{ name: "working_set", a: "1024", b: "65536" }]);
});

Deno.test("sets of one setting each are compared across settings, sets of several are not", () => {
  const elsewhere = { ...before, columns: () => ({ topology: "netns" }) };
  assertEquals(compared(before, elsewhere).families[0]?.comparisons.length, 2);
  const both = loaded([...madeUpRows(before), ...madeUpRows(elsewhere)]);
  const { families, onlyInA } = compareResults(both, loaded(madeUpRows(elsewhere)));
  assertEquals(families[0]?.comparisons.map(({ setting }) => setting.topology), ["netns", "netns"]);
  assertEquals(onlyInA.length, 2);
});

Deno.test("a regression is certain and as large as the limit", () => {
  const modesOf = (limit: number, b: MadeUpSweep) => {
    const { regressions, undecided } = checkRegressions(compared(before, b), limit);
    return [regressions.map(({ mode }) => mode), undecided.length];
  };
  assertEquals(modesOf(5, after), [["one-copy"], 0]);
  assertEquals(modesOf(40, after), [[], 0]);
  assertEquals(modesOf(5, before), [[], 0]);
  assertEquals(modesOf(5, { ...after, repeats: 5 }), [[], 2]);
});

Deno.test("of a loss only that is certain which every value in the interval has", () => {
  const columns: MadeUpSweep["columns"] = ({ throughput_gbps }) => ({
    pattern: "rr",
    latency_p50_us: 100 / throughput_gbps!,
  });
  for (const more of [{}, { columns }]) {
    const comparison = compared({ ...before, ...more }, { ...after, noise: 0.1, ...more });
    const { measure, comparisons } = comparison.families.at(-1)!;
    const { estimate, interval } = comparisons[1]!.ratio;
    const lossOf = (ratio: number) => 100 * (measure.better === "higher" ? 1 - ratio : ratio - 1);
    const certain = Math.min(lossOf(interval!.lo), lossOf(interval!.hi));
    assert(lossOf(estimate) > certain + 1, "the interval is no wider than the limits here");
    assertEquals(checkRegressions(comparison, certain - 0.1).regressions.length, 1);
    assertEquals(checkRegressions(comparison, certain + 0.1).regressions.length, 0);
  }
});

Deno.test("cells that B lacks, or has without the value that counts, are missing", () => {
  const missing = (b: MadeUpSweep) => {
    const check = checkRegressions(compared(before, b), 5);
    return [check.missing.map(({ mode }) => mode), check.compared];
  };
  assertEquals(missing(before), [[], 2]);
  assertEquals(missing({ ...before, modes: { "two-copy": () => 10 } }), [["one-copy"], 1]);
  const failed: MadeUpSweep = {
    ...before,
    columns: ({ mode }) => mode === "one-copy" ? { status: "failed", throughput_gbps: null } : {},
  };
  assertEquals(missing(failed), [["one-copy"], 1]);
  assertEquals(missing({ ...before, columns: () => ({ throughput_gbps: null }) }), [
    ["two-copy", "one-copy"],
    0,
  ]);
});

Deno.test("request/response regresses by its median round trip", () => {
  const rr = (p50: number): MadeUpSweep => ({
    ...before,
    columns: () => ({ pattern: "rr", latency_p50_us: p50 }),
  });
  assertEquals(checkRegressions(compared(rr(20), rr(30)), 5).regressions.length, 2);
  assertEquals(checkRegressions(compared(rr(30), rr(20)), 5).regressions.length, 0);
});

Deno.test("two foreign files are compared, and their single runs decide nothing", async () => {
  const path = (name: string) => new URL(`../data/${name}`, import.meta.url).pathname;
  const veth = await loadResults(path("published-veth-64B-4KiB.csv"));
  const { families, onlyInA } = compareResults(veth, veth);
  assertEquals(families.map(({ measure, comparisons }) => [measure.id, comparisons.length]), [[
    "throughput_gbps",
    48,
  ]]);
  assert(
    families[0]?.comparisons.every(({ verdict, ratio }) =>
      verdict === "too few repeats" && ratio.estimate === 1
    ),
  );
  assertEquals(onlyInA, []);
});

Deno.test("a size that --refine added to A alone is listed, and its absence in B is no regression", () => {
  const plan = { runId: "x", sizes: [1024], refine: { maxSizes: 12 } };
  const a = { ...loaded(madeUpRows({ ...before, sizes: [1024, 1280] })), plan };
  const comparison = compareResults(a, loaded(madeUpRows(before)));
  assertEquals([comparison.onlyInA.length, comparison.addedInA], [2, [1280]]);
  assertEquals(checkRegressions(comparison, 5).missing, []);
  const unplanned = compareResults({ ...a, plan: { ...plan, refine: null } }, loaded(madeUpRows(before)));
  assertEquals(checkRegressions(unplanned, 5).missing.length, 2);
});
