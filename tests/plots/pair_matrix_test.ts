/** The matrix of a made-up cluster: what is in which field, and that it can be read at any number of hosts. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import type { DrawnFigure, MatrixField, MatrixPanel } from "../../plots/figure.ts";
import { drawPicture } from "../../plots/picture.ts";
import { describeFigures } from "../../plots/registry.ts";
import { clusterOf } from "../../results/cluster/cluster.ts";
import type { HostPairs } from "../../results/cluster/host_pairs.ts";
import { madeUpCluster } from "../results/cluster/made_up_cluster.ts";
import { FAKE_CONTEXT } from "./fake_results.ts";
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
