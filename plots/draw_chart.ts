/** chart.js panels drawn straight into the figure that holds them, whatever its format. */
import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  LinearScale,
  LineElement,
  LogarithmicScale,
  PointElement,
  Title,
} from "chart.js";
import type { ChartConfiguration, ChartItem } from "chart.js";
import { PointWithErrorBar, ScatterWithErrorBarsController } from "chartjs-chart-error-bars";
import { type ChartSpec, hydrateChart } from "./chart_spec.ts";
import type { Box, Context } from "./context.ts";
import { withOverrides } from "./overrides.ts";

/** Draws a chart inside a box of whole units. */
export function drawChart(context: Context, spec: ChartSpec, { left, top, width, height }: Box): void {
  registerCharts();
  context.save();
  context.translate(left, top);
  context.beginPath();
  context.rect(0, 0, width, height);
  context.clip();
  const canvas = standInCanvas(context, width, height) as unknown as ChartItem;
  const chart = new Chart(canvas, hydrateChart(spec) as unknown as ChartConfiguration);
  chart.destroy();
  context.restore();
}

function registerCharts(): void {
  Chart.register(
    BarController,
    BarElement,
    CategoryScale,
    LinearScale,
    LineElement,
    LogarithmicScale,
    PointElement,
    Title,
  );
  Chart.register(ScatterWithErrorBarsController, PointWithErrorBar);
}

/** A stand-in for a canvas: chart.js draws into the figure, where it can neither clear anything nor leave its box. */
function standInCanvas(context: Context, width: number, height: number): object {
  const canvas = { width, height, getContext: () => placed };
  const nothing = () => {};
  const own = { canvas, clearRect: nothing, resetTransform: nothing, setTransform: nothing };
  const placed = withOverrides(context, own);
  return canvas;
}
