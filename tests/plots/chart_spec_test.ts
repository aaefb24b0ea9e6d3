import { assert, assertEquals } from "@std/assert";
import { chartSpec, type ChartStyle, hydrateChart } from "../../plots/chart_spec.ts";
import type { XyPanel } from "../../plots/figure.ts";

const STYLE: ChartStyle = {
  fontFamily: "sans-serif",
  fontSize: 10,
  lineWidth: 1,
  markerRadius: 4,
  axisTitles: false,
  responsive: false,
  devicePixelRatio: 1,
};

const PANEL: XyPanel = {
  kind: "xy",
  title: "1 thread",
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
      { x: 64, xText: "64 B", y: 1.5, low: 1, high: 2, text: "a point" },
      { x: 128, xText: "128 B", y: 1.5, low: null, high: null, text: "another" },
    ],
  }],
};

/** What chart.js gives the functions that {@linkcode hydrateChart} adds. */
interface HydratedScale {
  readonly afterBuildTicks: (axis: { ticks: object[] }) => void;
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
