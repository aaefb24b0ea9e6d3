/**
 * A cluster's pairs, a row for each sender and a column for each receiver: the throughput, and what a
 * byte costs both ends. Links that are outliers are framed, hosts that are are bold.
 */
import {
  type Cluster,
  type ClusterConfiguration,
  configurationText,
  valuesOf,
  whyMissing,
} from "../../results/cluster/cluster.ts";
import type { HostEffect } from "../../results/cluster/effects.ts";
import { directionKey } from "../../results/cluster/configurations.ts";
import { CPU_PER_BYTE, type Measure } from "../../results/measures.ts";
import { numberText } from "../../results/number_text.ts";
import {
  type FigureBody,
  type FigureMaker,
  legendBox,
  type LegendEntry,
  type MatrixField,
  type MatrixLabel,
  type MatrixPanel,
} from "../figure.ts";
import { type ColorScale, colorScale, PAPER } from "../colors.ts";

/** In more hosts' matrices two digits have to do. */
const MOST_OF_THREE_DIGITS = 20;
const BLUE = "#0072B2", ORANGE = "#D55E00";

export const pairThroughput: FigureMaker<Cluster> = {
  name: "pairs",
  id: "pair_matrix",
  title: "Throughput between all hosts",
  make: (cluster) => {
    const { shown } = cluster;
    if (shown === null) return "no pair has a throughput or a round trip";
    const body = matrixBody(cluster, shown, shown.measure, BLUE);
    return shown.measure.id === "throughput_gbps"
      ? body
      : { ...body, title: "Round trips between all hosts" };
  },
};

export const pairCpu: FigureMaker<Cluster> = {
  name: "pair-cpu",
  id: "pair_cpu_matrix",
  title: "CPU time per byte between all hosts",
  make: (cluster) => {
    const { shown } = cluster;
    if (shown === null || valuesOf(shown.pairs, CPU_PER_BYTE).length === 0) return "no pair has a CPU time";
    return matrixBody(cluster, shown, CPU_PER_BYTE, ORANGE);
  },
};

function matrixBody(
  cluster: Cluster,
  shown: ClusterConfiguration,
  measure: Measure,
  color: string,
): FigureBody {
  const { hosts } = cluster;
  const framed = new Set(shown.links.filter(({ isOutlier }) => isOutlier).map(directionKey));
  const usual = shown.pairs.filter((pair) => !framed.has(directionKey(pair)));
  const scale = colorScale(valuesOf(usual.length === 0 ? shown.pairs : usual, measure), color);
  const digits = hosts.length > MOST_OF_THREE_DIGITS ? 2 : 3;
  const fieldOf = (sender: string, receiver: string): MatrixField => {
    if (sender === receiver) return { kind: "nothing" };
    const direction = { sender, receiver };
    const why = whyMissing(cluster, shown, measure, direction);
    if (why !== null) return { kind: "missing", text: `${sender} to ${receiver}: ${why}` };
    const value = shown.find(direction)!.cell.estimate(measure)!.median;
    return {
      kind: "value",
      label: numberText(Number(value.toPrecision(digits))),
      text: `${sender} to ${receiver}: ${numberText(value)} ${measure.unit}`,
      ...scale.lookOf(value),
      isOutlier: framed.has(directionKey(direction)),
    };
  };
  const panel: MatrixPanel = {
    kind: "matrix",
    title: "",
    xLabel: "Receiver",
    yLabel: "Sender",
    columns: hosts.map((host) => labelOf(host, shown, "receives")),
    rows: hosts.map((host) => labelOf(host, shown, "sends")),
    fields: hosts.map((sender) => hosts.map((receiver) => fieldOf(sender, receiver))),
  };
  const medians = `medians of ${configurationText(shown)}`;
  return {
    subtitle: `${measure.axis}: ${medians}, from the sender on the left to the receiver below.`,
    columns: 1,
    panels: [panel],
    legend: legendOf(panel, scale),
    notes: notesOf(panel, shown),
  };
}

function labelOf(host: string, { hosts }: ClusterConfiguration, part: HostEffect["part"]): MatrixLabel {
  const isOutlier = hosts.some((effect) =>
    effect.host === host && effect.isOutlier && (effect.part === part || effect.part === "all")
  );
  return { text: host, isOutlier };
}

function legendOf({ fields }: MatrixPanel, scale: ColorScale): LegendEntry[] {
  const all = fields.flat(), plain = (name: string) => legendBox(name, name, PAPER);
  return [
    ...scale.steps.map(({ label, color, strength }, i) => legendBox(`step ${i}`, label, color, strength)),
    ...(all.some((field) => field.kind === "value" && field.isOutlier)
      ? [{ ...plain("outlier"), box: "framed" } as const]
      : []),
    ...(all.some(({ kind }) => kind === "missing")
      ? [{ ...plain("not measured"), box: "hatched" } as const]
      : []),
  ];
}

function notesOf(
  { fields, rows, columns }: MatrixPanel,
  { effects, measure }: ClusterConfiguration,
): string[] {
  const all = fields.flat();
  const missing = all.flatMap((field) => field.kind === "missing" ? [field.text.split(": ").at(-1)!] : []);
  const reasons = [...Map.groupBy(missing, (why) => why)].map(([why, own]) => `${own.length} × ${why}`);
  const isFramed = all.some((field) => field.kind === "value" && field.isOutlier);
  const isBold = [...rows, ...columns].some(({ isOutlier }) => isOutlier);
  return [
    ...(isFramed ? [`Framed: links whose ${measure.label} is not what their two hosts explain.`] : []),
    ...(isBold ? ["Bold: hosts that are outliers, as senders on the left, as receivers below."] : []),
    ...(typeof effects === "string" ? [`No outliers, because ${effects}.`] : []),
    ...(missing.length === 0 ? [] : [`Hatched, not measured: ${reasons.join("; ")}.`]),
  ];
}
