/**
 * The matrix of a made-up cluster: what is in which field, and that it can be read at any number of hosts; the winner
 * map of constructed tables with known answers.
 */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import type { DrawnFigure, HeatPanel, MatrixField, MatrixPanel } from "../../plots/figure.ts";
import { NEUTRAL } from "../../plots/colors.ts";
import { drawPicture } from "../../plots/picture.ts";
import { describeFigures } from "../../plots/registry.ts";
import { clusterOf } from "../../results/cluster/cluster.ts";
import type { HostPairs } from "../../results/cluster/host_pairs.ts";
import type { ResultRow } from "../../results/columns.ts";
import { madeUpCluster } from "../results/cluster/made_up_cluster.ts";
import { FAKE_CONTEXT, fakeRows, FORTY_EIGHT_CELLS } from "./fake_results.ts";
import { blocks, figure } from "./one_place.ts";
import { elementsNamed, parseXml } from "./xml.ts";

function figuresOf(pairs: HostPairs): DrawnFigure[] {
  const figures = describeFigures({ rankings: [], provenance: FAKE_CONTEXT, cluster: clusterOf(pairs) });
  return figures.map((figure) => {
    assert(figure.kind === "drawn", figure.kind === "not drawn" ? figure.because : "");
    return figure;
  });
}

const panelOf = ({ panels }: DrawnFigure) => panels[0] as MatrixPanel;

const factor = (sender: number, receiver: number) =>
  (sender === 7 ? 0.62 : 1) * (sender === 3 && receiver === 9 ? 1 / 2.4 : 1);

Deno.test("the matrix has senders in rows and receivers in columns, the bad link framed and the slow sender bold", () => {
  const figures = figuresOf(madeUpCluster({ hosts: 16, factor }));
  assertEquals(figures.map(({ id }) => id), ["pair_matrix", "pair_cpu_matrix"]);
  for (const figure of figures) {
    const { fields, rows, columns } = panelOf(figure);
    const framed = fields.flatMap((line, row) =>
      line.flatMap((field, column) =>
        field.kind === "value" && field.isOutlier ? [[row + 1, column + 1]] : []
      )
    );
    assertEquals(framed, [[3, 9]]);
    assertEquals(rows.filter(({ isOutlier }) => isOutlier).map(({ text }) => text), ["node7"]);
    assertEquals(columns.filter(({ isOutlier }) => isOutlier), []);
    fields.forEach((line, row) => assertEquals(line[row]!.kind, "nothing"));
  }
  const field = panelOf(figures[0]!).fields[2]![8]!;
  assertMatch(field.kind === "value" ? field.text : "", /^node3 to node9: (3\.[789]|4\.?)\d* Gbit\/s$/);
});

Deno.test("the more comes through the fuller is a field, and a bad link does not pale the others", () => {
  const { fields } = panelOf(
    figuresOf(madeUpCluster({ hosts: 8, factor: (a, b) => a === 1 && b === 2 ? 0.1 : 1 }))[0]!,
  );
  const strengths = fields.flat().filter((field) => field.kind === "value").map(({ strength }) => strength);
  const [bad, next, ...others] = strengths.toSorted((a, b) => a - b) as [number, number, ...number[]];
  assertEquals(
    [bad, strengths[0]],
    [next, bad],
    "beyond the range of the others it is as the faintest of them",
  );
  assert(Math.max(...others) - next > 0.3, "the others differ by what they differ among themselves");
});

Deno.test("what was not measured is hatched, and the note says why and how often", () => {
  const [figure] = figuresOf(madeUpCluster({ hosts: 5, isOneWay: true }));
  const kinds = Map.groupBy(panelOf(figure!).fields.flat(), ({ kind }: MatrixField) => kind);
  assertEquals([kinds.get("value")!.length, kinds.get("missing")!.length, kinds.get("nothing")!.length], [
    10,
    10,
    5,
  ]);
  assertStringIncludes(figure!.notes.join(" "), "10 × not measured in this direction, only in the other");
  assert(figure!.legend.some(({ box }) => box === "hatched"));
});

for (const hosts of [4, 16, 45]) {
  Deno.test(`of ${hosts} hosts all names and numbers are in the picture, inside it, in no smaller letters than 5 units`, async () => {
    const [figure] = figuresOf(madeUpCluster({ hosts, repeats: 1 }));
    const svg = parseXml(new TextDecoder().decode(await drawPicture(figure!, "svg", false)));
    const texts = elementsNamed(svg, "text");
    for (let host = 1; host <= hosts; host++) {
      assertEquals(texts.filter(({ text }) => text === `node${host}`).length, 2);
    }
    const { fields } = panelOf(figure!);
    const labels = fields.flat().flatMap((field) => field.kind === "value" ? [field.label] : []);
    const written = texts.filter(({ text }) => labels.includes(text));
    assert(written.length >= hosts * (hosts - 1), `${written.length} numbers`);
    for (const { attributes } of texts) assert(Number(attributes.get("font-size")) >= 5);
  });
}

function winner(rows: readonly ResultRow[]) {
  return (figure(rows, "winner_map").panels[0] as HeatPanel).cells[0]![0]!;
}

Deno.test("the winner map names the fastest mode and its lead over the next", () => {
  const rows = [
    ...blocks("two-copy", [8, 8.1, 7.9, 8, 8.2, 7.8]),
    ...blocks("one-copy", [10, 10.1, 9.9, 10, 10.2, 9.8]),
    ...blocks("per-field", [2, 2, 2, 2, 2, 2]),
  ];
  assertEquals(winner(rows).lines, ["one-copy", "+25 %"]);
});

Deno.test("modes that the repeats cannot tell apart are a grey tie, whose names the field has", () => {
  const two = blocks("two-copy", [8, 8.1, 7.9, 8, 8.2, 12]);
  const field = winner([...two, ...blocks("one-copy", [10, 10.1, 9.9, 10, 10.2, 9.8])]);
  assertEquals([field.lines, field.color], [["tie", "two-copy", "one-copy"], NEUTRAL]);
});

Deno.test("a tie of many modes names two of them in the field and all in its text", () => {
  const modes = ["two-copy", "per-field", "one-copy", "zero-copy", "contiguous"];
  const field = winner(modes.flatMap((mode) => blocks(mode, [8, 9, 8, 9, 8, 9])));
  assertEquals(field.lines, ["tie", "two-copy", "per-field", "and 3 more"]);
  assert(field.text.includes("tie of two-copy, per-field, one-copy, zero-copy, contiguous"), field.text);
});

Deno.test("with too few repeats the best median is pale and says what it is", () => {
  const rows = (repeats: number) => [
    ...blocks("two-copy", [8, 8.1, 7.9, 8, 8.2, 7.8].slice(0, repeats)),
    ...blocks("one-copy", [10, 10, 10, 10, 10, 10].slice(0, repeats)),
  ];
  const [few, enough] = [winner(rows(5)), winner(rows(6))];
  assertEquals(few.lines, ["one-copy", "+25 %", "by median"]);
  assertEquals([few.color, enough.color], ["#009E73", "#009E73"]);
  assert(few.strength < enough.strength / 2);
});

Deno.test("the legend of the winner map has the colours of its fields", () => {
  const found = figure(fakeRows({ ...FORTY_EIGHT_CELLS, repeats: 7 }), "winner_map");
  const fields = (found.panels[0] as HeatPanel).cells.flat();
  const looks = (all: readonly { color: string; strength: number }[]) =>
    new Set(all.map(({ color, strength }) => `${color} ${strength}`));
  assertEquals(looks(found.legend), looks(fields.filter((field) => field !== null)));
  assert(
    fields.some((field) => field?.color === NEUTRAL) && fields.some((field) => field?.color !== NEUTRAL),
  );
});

Deno.test("the winner map goes by round trips where they were measured, and less is better", () => {
  const trips = (mode: string, us: number) =>
    blocks(mode, [1, 1, 1, 1, 1, 1], { pattern: "rr", latency_kind: "rtt", latency_p50_us: us });
  assertEquals(winner([...trips("two-copy", 20), ...trips("one-copy", 15)]).lines, ["one-copy", "−25 %"]);
});

Deno.test("a lead is clear only against every other mode", () => {
  const rows = [
    ...blocks("one-copy", [10, 10.1, 9.9, 10, 10.2, 9.8]),
    ...blocks("two-copy", [9, 9, 9, 9, 9, 9]),
    ...blocks("per-field", [2, 2, 2, 2, 2, 12]),
  ];
  assertEquals(winner(rows).lines, ["tie", "per-field", "one-copy"]);
});

Deno.test("the winner map's lead is the median of the ratios within the blocks, as in the tables", () => {
  const rows = [...blocks("two-copy", [4, 5, 6, 7, 8, 9]), ...blocks("one-copy", [8, 10, 12, 14, 9, 10])];
  assertEquals(winner(rows).lines, ["one-copy", "+100 %"]);
});

Deno.test("controls take part in the winner map where they ran", () => {
  const rows = [...blocks("two-copy", [8]), ...blocks("one-copy", [10]), ...blocks("contiguous", [99])];
  assertEquals(winner(rows).lines[0], "contiguous");
});

Deno.test("a winner that requested MSG_ZEROCOPY and was copied is marked", () => {
  const copied = blocks("zero-copy", [10], { effective_copy: "copied" });
  assertEquals(winner([...blocks("two-copy", [8]), ...copied]).lines, [
    "zero-copy",
    "(copied)",
    "+25 %",
    "by median",
  ]);
});
