import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { analysisJson, analyze } from "../../report/analyze.ts";
import { answerOf, leadText } from "../../report/answer.ts";
import { methodTexts } from "../../report/method.ts";
import {
  bareContrastText,
  briefContrastText,
  contrastText,
  shortContrastText,
  verdictText,
} from "../../report/phrases.ts";
import { tabulate } from "../../results/cells.ts";
import { compareModes } from "../../results/comparisons.ts";
import type { ResultRow } from "../../results/columns.ts";
import { THROUGHPUT } from "../../results/measures.ts";
import { rank } from "../../results/ranking.ts";
import { figure } from "../plots/one_place.ts";
import { loaded, madeUpRows } from "../report/made_up_trials.ts";

const NEAR_NS = 100, FAR_NS = 390;

interface Moved {
  /** one-copy's throughput over two-copy's where the CPUs are near each other, and where they are far apart. */
  readonly near: number;
  readonly far: number;
  readonly farNs?: number;
  readonly isFar?: (block: number) => boolean;
}

/** Twenty blocks, of which the hypervisor put every second one's CPUs far apart unless told otherwise. */
function rowsOf({ near, far, farNs = FAR_NS, isFar = (block) => block % 2 === 1 }: Moved): ResultRow[] {
  return madeUpRows({
    modes: { "two-copy": () => 10, "one-copy": () => 10 },
    sizes: [1024],
    repeats: 20,
    columns: (row) => {
      const isRowFar = isFar(row.block ?? 0);
      const factor = row.mode === "two-copy" ? 1 : isRowFar ? far : near;
      return {
        throughput_gbps: (row.throughput_gbps ?? 0) * factor,
        core_to_core_ns: isRowFar ? farNs : NEAR_NS,
      };
    },
  });
}

function contrastOf(moved: Moved) {
  const [comparison] = compareModes(tabulate(rowsOf(moved)).tables, THROUGHPUT).comparisons;
  assert(comparison);
  return comparison;
}

Deno.test("a ratio that changes with the distance of the CPUs is two, each with its own interval", () => {
  const contrast = contrastOf({ near: 0.85, far: 0.63 });
  const [near, far] = contrast.states ?? [];
  assertEquals([near?.name, far?.name], ["near", "far"]);
  assertEquals([near?.coreToCoreNs, near?.ratio.n, far?.coreToCoreNs, far?.ratio.n], [
    NEAR_NS,
    10,
    FAR_NS,
    10,
  ]);
  const interval = String.raw`\(CI −\d+ % to −\d+ %\)`;
  const both = new RegExp(`^CPUs near −1[45] % ${interval} and far −3[67] % ${interval}$`);
  assertMatch(contrastText(contrast), both);
  assertMatch(verdictText(contrast).replace("worse: ", ""), both);
  assertMatch(shortContrastText(contrast), /^CPUs near −1[45] % and far −3[67] %$/);
});

Deno.test("both are written alike: as factors where one is", () => {
  assertMatch(
    contrastText(contrastOf({ near: 0.56, far: 0.45 })),
    /^CPUs near 0\.5\d+× \(CI 0\.5\d+× to 0\.5\d+×\) and far 0\.4\d+× \(CI 0\.4\d+× to 0\.4\d+×\)$/,
  );
});

Deno.test("a distance with too few blocks for an interval says how many", () => {
  assertMatch(
    contrastText(contrastOf({ near: 0.85, far: 0.63, isFar: (block) => block < 4 })),
    /^CPUs near −1[45] % \(CI −\d+ % to −\d+ %\) and far −3[67] % \(n = 4\)$/,
  );
});

Deno.test("one ratio where it does not change, where the CPUs did not move, and where hardly any block is far", () => {
  for (
    const moved of [
      { near: 0.85, far: 0.85 },
      { near: 0.85, far: 0.63, farNs: 1.9 * NEAR_NS },
      { near: 0.85, far: 0.63, isFar: (block: number) => block < 2 },
    ]
  ) {
    const contrast = contrastOf(moved);
    assertEquals(contrast.states, null);
    assert(!contrastText(contrast).includes("near"));
  }
});

Deno.test("no difference over all blocks may be one in either direction", () => {
  assertMatch(
    verdictText(contrastOf({ near: 1.2, far: 0.8 })),
    /^no significant difference: CPUs near \+\d+ % \(CI .+\) and far −\d+ % \(CI .+\)$/,
  );
});

Deno.test("a figure whose bars are over all blocks names the ratios that changed", () => {
  const noteOf = (moved: Moved) => {
    const { notes } = figure(rowsOf(moved), "relative_throughput_by_size");
    return notes.find((note) => note.startsWith("The machine changed")) ?? null;
  };
  assertMatch(
    noteOf({ near: 0.85, far: 0.63 }) ?? "",
    /: one-copy at 1 KiB, 1 thread −1[45] % \(near\) and −3[67] % \(far\)\.$/,
  );
  assertEquals(noteOf({ near: 0.85, far: 0.85 }), null);
});

Deno.test("answer, JSON and method give both", () => {
  const analysis = analyze(loaded(rowsOf({ near: 0.85, far: 0.63 })));
  const [ranking] = analysis.rankings;
  assert(ranking && answerOf(ranking));
  assertMatch(
    leadText(ranking.places[0]!, ranking),
    /^CPUs near \+1[6-9] % \(CI .+\) and far \+\d+ % \(CI .+\)$/,
  );
  const [rival] = analysisJson(analysis).ranking[0]!.rivals;
  const { near, far } = rival as unknown as Record<string, { blocks: number; ratio: number } | undefined>;
  assertEquals([near?.blocks, far?.blocks], [10, 10]);
  assert(near && far && near.ratio > far.ratio);
  assertStringIncludes(methodTexts(analysis).join("\n"), "CPUs near, and far; machine slow, and fast.");
  const unmoved = analyze(loaded(rowsOf({ near: 0.85, far: 0.85 })));
  assert(!methodTexts(unmoved).join("\n").includes("CPUs near"));
  assert(!("near" in analysisJson(unmoved).ranking[0]!.rivals[0]!));
  assertEquals(rank(tabulate(rowsOf({ near: 1.2, far: 0.8 })).tables[0]!).places[0]?.confidence, "tied");
});

interface Slowed {
  /** one-copy's throughput over two-copy's while the machine is slow, and while it is fast. */
  readonly slow: number;
  readonly fast: number;
  /** Of a fast machine's rates. */
  readonly slowness?: number;
  readonly isSlow?: (block: number) => boolean;
  readonly repeats?: number;
  readonly seed?: number;
}

/** A machine that is slow in every second block unless told otherwise, and does not say why. */
function slowedContrast(
  { slow, fast, slowness = 0.6, isSlow = (block) => block % 2 === 1, repeats = 20, seed = 1 }: Slowed,
) {
  const rows = madeUpRows({
    modes: { "two-copy": () => 10, "one-copy": () => 10 },
    ...{ sizes: [1024], repeats, seed },
    columns: ({ throughput_gbps, block, mode }) => {
      const isRowSlow = isSlow(block ?? 0), ratio = mode === "two-copy" ? 1 : isRowSlow ? slow : fast;
      return { throughput_gbps: (throughput_gbps ?? 0) * ratio * (isRowSlow ? slowness : 1) };
    },
  });
  const [comparison] = compareModes(tabulate(rows).tables, THROUGHPUT).comparisons;
  assert(comparison);
  return comparison;
}

Deno.test("a ratio that changes with how fast the machine is, is two as well", () => {
  const contrast = slowedContrast({ slow: 0.85, fast: 0.63 });
  assertEquals(contrast.states?.map(({ name, ratio }) => [name, ratio.n]), [["slow", 10], ["fast", 10]]);
  assertMatch(contrastText(contrast), /^machine slow −1[45] % \(CI .+\) and fast −3[67] % \(CI .+\)$/);
  assertMatch(shortContrastText(contrast), /^machine slow −1[45] % and fast −3[67] %$/);
  assertMatch(briefContrastText(contrast), /^slow −1[45] %, fast −3[67] %$/);
  assertMatch(bareContrastText(contrast), /^slow −1[45] %, fast −3[67] %$/);
  const one = { ...contrast, states: null };
  assertEquals(briefContrastText(one), contrastText(one));
  assertMatch(bareContrastText(one), /^−\d+ %$/);
});

Deno.test("one ratio where speed does not change it, where the machine is hardly slower, and of few blocks", () => {
  for (
    const slowed of [
      { slow: 0.85, fast: 0.85 },
      { slow: 0.85, fast: 0.75, slowness: 0.95 },
      { slow: 0.85, fast: 0.63, isSlow: (block: number) => block < 2 },
      { slow: 0.85, fast: 0.63, repeats: 9 },
    ]
  ) {
    assertEquals(slowedContrast(slowed).states, null);
  }
});

Deno.test("of a machine in two states, ratios that are the same in both are seldom split", () => {
  const seeds = Array.from({ length: 200 }, (_, seed) => seed + 1);
  const split = seeds.filter((seed) => slowedContrast({ slow: 1, fast: 1, seed }).states !== null).length;
  assert(split <= 4, `${split} of ${seeds.length}`);
});
