import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { chartSpecs, hydrateChart } from "../../plots/chart_spec.ts";
import type { ChartStyle } from "../../plots/chart_style.ts";
import type { Point, XyPanel } from "../../plots/figure.ts";
import { present } from "../present.ts";

const STYLE: ChartStyle = {
  theme: { ink: "#111111", faint: "#555555", grid: "#eeeeee", frame: "#999999", paper: "#fefefe" },
  fontFamily: "sans-serif",
  fontSize: 10,
  lineWidth: 1,
  markerRadius: 4,
  axisTitles: false,
  responsive: false,
  devicePixelRatio: 1,
};

const POINT: Point = {
  x: 64,
  xText: "64 B",
  y: 1.5,
  low: 1,
  high: 2,
  hollow: false,
  edgeText: null,
  text: "a point",
};

const PANEL: XyPanel = {
  kind: "xy",
  title: "1 thread",
  part: "",
  x: { label: "Message size", scale: "log", min: 32, max: 128, ticks: [{ value: 64, label: "64 B" }] },
  y: {
    label: "Gbit/s",
    scale: "linear",
    min: 0,
    max: 2,
    ticks: [{ value: 0, label: "0" }, { value: 2, label: "2" }],
  },
  reference: 1,
  series: [{
    id: "one-copy",
    label: "one-copy",
    look: { color: "#009E73", marker: "rect", dash: [8, 3] },
    joined: true,
    points: [
      POINT,
      { ...POINT, x: 128, xText: "128 B", low: null, high: null, hollow: true, text: "another" },
    ],
  }],
};

/** The specification of a single panel. */
function chartSpec(panel: XyPanel, style: ChartStyle) {
  return chartSpecs([panel], style)[0]!;
}

/** The panel with one series of these points. */
function panelOf(points: readonly Partial<Point>[]): XyPanel {
  const [series] = PANEL.series;
  return { ...PANEL, series: [{ ...series!, points: points.map((point) => ({ ...POINT, ...point })) }] };
}

/** What a test reads of a dataset. */
interface Dataset {
  readonly seriesId?: string;
  readonly data: readonly { x: number; y: number; text: string; edgeText?: string; line?: number }[];
  readonly clip?: { readonly top: number; readonly bottom: number };
  readonly pointWithErrorBarRadius: number | readonly number[];
  readonly pointWithErrorBarRotation: number | readonly number[];
  readonly pointWithErrorBarBackgroundColor: readonly string[];
  readonly pointWithErrorBarBorderColor: readonly string[];
}

function datasetsOf(panel: XyPanel): readonly Dataset[] {
  return chartSpec(panel, STYLE).data.datasets as Dataset[];
}

/** What chart.js gives the functions that {@linkcode hydrateChart} adds. */
interface HydratedScale {
  readonly afterBuildTicks: (axis: { ticks: object[] }) => void;
  readonly afterFit: (axis: { width: number }) => void;
  readonly ticks: { readonly callback: (value: number) => string };
}

Deno.test("a chart configuration is plain data, so that a page can hold it as JSON", () => {
  const spec = chartSpec(PANEL, STYLE);
  assertEquals(JSON.parse(JSON.stringify(spec)), spec);
});

Deno.test("only points with an interval have error bars", () => {
  const [series] = chartSpec(PANEL, STYLE).data.datasets as { data: object[] }[];
  assertEquals(series!.data, [
    { x: 64, y: 1.5, text: "a point", yMin: 1, yMax: 2 },
    { x: 128, y: 1.5, text: "another" },
  ]);
});

Deno.test("chart.js gets the ticks of the description and their labels, no others", () => {
  const x = hydrateChart(chartSpec(PANEL, STYLE)).options.scales["x"] as unknown as HydratedScale;
  const axis = { ticks: [{ value: 50 }, { value: 100 }] };
  x.afterBuildTicks(axis);
  assertEquals(axis.ticks, [{ value: 64 }]);
  assertEquals([x.ticks.callback(64), x.ticks.callback(100)], ["64 B", ""]);
});

Deno.test("the reference line has no tooltip, points have their text", () => {
  const { tooltip } = hydrateChart(chartSpec(PANEL, STYLE)).options.plugins;
  const filter = tooltip["filter"] as (item: object) => boolean;
  const { label } = tooltip["callbacks"] as { label: (item: object) => string };
  assertEquals([filter({ raw: { text: "" } }), filter({ raw: { text: "a point" } })], [false, true]);
  assertEquals(label({ raw: { text: "a point" } }), "a point");
});

Deno.test("hydrateChart works from its source alone, as in the report's page", () => {
  const alone = new Function(`return ${hydrateChart.toString()}`)() as typeof hydrateChart;
  const x = alone(chartSpec(PANEL, STYLE)).options.scales["x"] as unknown as HydratedScale;
  assert(x.ticks.callback(64) === "64 B");
});

Deno.test("points with too few trials are hollow: the paper's colour inside, their own around it", () => {
  const [series] = datasetsOf(PANEL);
  assertEquals(series!.pointWithErrorBarBackgroundColor, ["#009E73", "#fefefe"]);
  assertEquals(series!.pointWithErrorBarBorderColor[1], "#009E73");
});

Deno.test("all panels of a figure have an axis as wide as the widest needs", () => {
  const ticks = [{ value: 0, label: "0" }, { value: 2, label: "−100,000" }];
  const wide: XyPanel = { ...PANEL, y: { ...PANEL.y, ticks } };
  const widths = (panels: readonly XyPanel[]) =>
    chartSpecs(panels, STYLE).map(({ options }) => options.scales["y"]!.axisWidth!);
  const [alone] = widths([PANEL]);
  const [first, second] = widths([PANEL, wide]);
  assertEquals(first, second);
  assert(present(first) > present(alone) + 20, `${first} against ${alone}`);

  const [spec] = chartSpecs([PANEL, wide], STYLE).map(hydrateChart);
  const axis = { width: 1 };
  (spec!.options.scales["y"] as unknown as HydratedScale).afterFit(axis);
  assertEquals(axis.width, first);
});

Deno.test("a point beyond the axis is a triangle at the edge, its line goes where the point is", () => {
  const panel = panelOf([{ text: "inside" }, { y: 9, text: "above", low: null, high: null }]);
  const [series, marks] = datasetsOf(panel);
  assertEquals(series!.pointWithErrorBarRadius, [4.8, 0]);
  assertEquals(series!.data.map(({ y, text }) => [y, text]), [[1.5, "inside"], [9, ""]]);
  assertEquals(series!.clip!.top, 0);
  assert(series!.clip!.bottom > 0);

  assertEquals([marks!.seriesId, marks!.data.length, marks!.data[0]!.text], ["one-copy", 1, "above"]);
  assertEquals(marks!.pointWithErrorBarRotation, [0]);
  assertAlmostEquals(marks!.data[0]!.y, 1.95, 1e-9);
});

Deno.test("a point below the axis points downwards", () => {
  const [, marks] = datasetsOf(panelOf([{ y: -3 }]));
  assertEquals(marks!.pointWithErrorBarRotation, [180]);
  assertAlmostEquals(marks!.data[0]!.y, 0.05, 1e-9);
});

Deno.test("what is written beside points at one edge makes a pile, unless it were too high", () => {
  const linesOf = (count: number) => {
    const series = Array.from({ length: count }, () => panelOf([{ y: -3, edgeText: "−300 %" }]).series[0]!);
    return datasetsOf({ ...PANEL, series })
      .filter(({ seriesId, data }) => seriesId !== undefined && data[0]!.text !== "")
      .map(({ data: [mark] }) => mark!.line);
  };
  assertEquals(linesOf(2), [-1, -2]);
  assertEquals(linesOf(4), [undefined, undefined, undefined, undefined]);
});

Deno.test("texts at the edge are written unless they would cover each other or a point", () => {
  const { plugins } = hydrateChart(chartSpec(PANEL, STYLE));
  const [plugin] = plugins as [{ afterDatasetsDraw: (chart: object) => void }];
  const written: unknown[] = [];
  const chart = {
    ctx: {
      save() {},
      restore() {},
      fillRect() {},
      measureText: () => ({ width: 30 }),
      fillText: (...all: unknown[]) => written.push(all),
    },
    data: {
      datasets: [
        {
          edgeFont: "9px x",
          edgeStep: 10,
          borderColor: "#000000",
          data: ["a", "b", "c", "d"].map((edgeText) => ({ edgeText, line: -1 })),
        },
        { borderColor: "#000000", data: [{ text: "a point" }] },
        { data: [{ text: "a hidden point" }] },
      ],
    },
    isDatasetVisible: (i: number) => i < 2,
    getDatasetMeta: (i: number) => ({
      data: [
        [{ x: 50, y: 90 }, { x: 60, y: 90 }, { x: 90, y: 90 }, { x: 150, y: 90 }],
        [{ x: 140, y: 83 }],
        [{ x: 50, y: 80 }],
      ][i],
    }),
  };
  plugin.afterDatasetsDraw(chart);
  assertEquals(written, [["a", 50, 80], ["c", 90, 80]]);
});
