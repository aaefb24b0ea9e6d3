/**
 * Runs in the report's page after chart.js, its error bars and hydrateChart: draws the charts in the colours of the
 * style sheet, and lets pointer and keyboard hide modes and go through the points. On paper, folded lists are open, and
 * charts are light and as sharp as a printer.
 */
(() => {
  "use strict";
  const { Chart, document } = globalThis;
  const specs = JSON.parse(document.getElementById("chart-specs").textContent);

  const PRINTER_PIXELS = 4;

  /** A chart's configuration with the variables of the style sheet as they are now. */
  const coloured = (spec) => {
    const style = getComputedStyle(document.documentElement);
    const colour = (_, value) =>
      typeof value === "string" && value.startsWith("var(--")
        ? style.getPropertyValue(value.slice(4, -1)).trim()
        : value;
    return globalThis.hydrateChart(JSON.parse(JSON.stringify(spec), colour));
  };

  const points = (chart) =>
    chart.data.datasets.flatMap(({ seriesId, data }, datasetIndex) =>
      seriesId === undefined || !chart.isDatasetVisible(datasetIndex)
        ? []
        : data.flatMap(({ text }, index) => text === "" ? [] : [{ datasetIndex, index }])
    );

  /** Left and right go through all points, up and down jump to the next series. */
  const target = (all, place, key) => {
    if (key === "ArrowRight") return Math.min(place + 1, all.length - 1);
    if (key === "ArrowLeft") return Math.max(place - 1, 0);
    const series = all[Math.max(place, 0)].datasetIndex;
    const found = key === "ArrowDown"
      ? all.findIndex(({ datasetIndex }) => datasetIndex > series)
      : all.findIndex(({ datasetIndex }) =>
        datasetIndex === all.findLast((point) => point.datasetIndex < series)?.datasetIndex
      );
    return found < 0 ? place : found;
  };

  const show = (chart, point) => {
    const { x, y } = chart.getDatasetMeta(point.datasetIndex).data[point.index];
    chart.setActiveElements([point]);
    chart.tooltip.setActiveElements([point], { x, y });
    chart.update();
    const { text } = chart.data.datasets[point.datasetIndex].data[point.index];
    chart.canvas.closest("figure").querySelector(".reading").textContent = text;
  };

  const charts = [...document.querySelectorAll("canvas[data-chart]")].map((canvas) => {
    const chart = new Chart(canvas, coloured(specs[canvas.dataset.chart]));
    let place = -1;
    canvas.addEventListener("keydown", (event) => {
      if (!event.key.startsWith("Arrow")) return;
      const all = points(chart);
      if (all.length === 0) return;
      event.preventDefault();
      place = target(all, Math.min(place, all.length - 1), event.key);
      show(chart, all[Math.max(place, 0)]);
    });
    return chart;
  });

  /** Draws all charts again, hidden series still hidden. */
  const redraw = (pixels) => {
    for (const chart of charts) {
      const { data, options } = coloured(specs[chart.canvas.dataset.chart]);
      data.datasets.forEach((dataset, i) => Object.assign(chart.data.datasets[i], dataset));
      chart.options = { ...options, devicePixelRatio: pixels ?? options.devicePixelRatio };
      chart.update(); // before the size, which goes by the options of the last update
      chart.resize();
    }
  };

  globalThis.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => redraw());

  globalThis.addEventListener("beforeprint", () => {
    for (const list of document.querySelectorAll("details.folded")) list.open = true;
    document.documentElement.classList.add("on-paper");
    redraw(PRINTER_PIXELS);
  });

  globalThis.addEventListener("afterprint", () => {
    document.documentElement.classList.remove("on-paper");
    redraw();
  });

  for (const button of document.querySelectorAll("button[data-series]")) {
    button.addEventListener("click", () => {
      const visible = button.getAttribute("aria-pressed") !== "true";
      button.setAttribute("aria-pressed", String(visible));
      for (const chart of charts) {
        if (chart.canvas.closest("figure") !== button.closest("figure")) continue;
        chart.data.datasets.forEach(({ seriesId }, i) => {
          if (seriesId === button.dataset.series) chart.setDatasetVisibility(i, visible);
        });
        chart.update();
      }
    });
  }
})();
