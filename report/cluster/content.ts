/**
 * The report of a cluster: the outliers, the matrix, the hosts' effects; all pairs and configurations are in the JSON
 * and in a CSV file, since no page of a thousand rows is read.
 */
import type { Figure } from "../../plots/figure.ts";
import {
  bestModes,
  type Cluster,
  type ClusterConfiguration,
  configurationText,
} from "../../results/cluster/cluster.ts";
import type { HostEffect } from "../../results/cluster/effects.ts";
import { integerText, numberText } from "../../results/number_text.ts";
import type { Analysis } from "../analyze.ts";
import {
  type Block,
  figureBlock,
  foldedList,
  list,
  numberColumn,
  paragraph,
  type Section,
  type Table,
  tableBlock,
  textColumn,
} from "../document.ts";
import { methodTexts } from "../method.ts";
import { countText, listText } from "../../results/words.ts";
import { changesText } from "../phrases.ts";
import { ratioText } from "./effect_text.ts";
import {
  MOST_SENTENCES,
  outliers,
  outlierTexts,
  overviewText,
  type Recurring,
  recurring,
  ruleTexts,
} from "./findings.ts";
import { PAIRS_FILE } from "../../results/cluster/pairs_csv.ts";

export function clusterSummary(cluster: Cluster): Block[] {
  const { shown } = cluster;
  const found = shown === null ? [] : outlierTexts(shown);
  const more = found.slice(MOST_SENTENCES);
  return [
    paragraph(overviewText(cluster)),
    ...(found.length === 0 ? [] : [list(found.slice(0, MOST_SENTENCES))]),
    ...foldedList("Further outliers", more),
    ...modesBlocks(cluster),
  ];
}

/** Which mode is best where it was compared on most pairs. */
function modesBlocks(cluster: Cluster): Block[] {
  const best = bestModes(cluster);
  if (best === null) return [];
  const [first, ...others] = best.counts;
  const counts = [
    `${first!.mode} has the best median in ${integerText(first!.count)}`,
    ...others.map(({ mode, count }) => `${mode} in ${integerText(count)}`),
  ];
  return [
    paragraph(`Of ${countText(best.directions, "direction")} with several modes, ${listText(counts)}.`),
  ];
}

export function clusterSections(analysis: Analysis, cluster: Cluster, figures: readonly Figure[]): Section[] {
  const { shown } = cluster;
  return [
    { id: "matrix", title: "Matrix", blocks: figures.map(figureBlock) },
    {
      id: "hosts",
      title: "Hosts and links",
      blocks: shown === null ? [paragraph("No pair has a value.")] : hostBlocks(cluster, shown),
    },
    { id: "method", title: "Method", blocks: methodBlocks(analysis, cluster) },
    { id: "environment", title: "Environment", blocks: machineBlocks(cluster) },
  ];
}

function hostBlocks(cluster: Cluster, shown: ClusterConfiguration): Block[] {
  return [
    ...tableBlock(hostTable(cluster, shown)),
    ...tableBlock(linkTable(shown)),
    ...recurringBlocks(cluster),
    paragraph(`All pairs in all configurations: ${PAIRS_FILE}, and netio analyze --json.`),
  ];
}

function hostTable({ hosts }: Cluster, shown: ClusterConfiguration): Table {
  const all = shown.hosts;
  const parts = [...new Set(all.map(({ part }) => part))];
  const columnsOf = (part: HostEffect["part"]) => [
    numberColumn(PART_HEADS[part]),
    numberColumn("Pairs"),
    textColumn("Outlier"),
  ];
  const effectOf = (host: string, part: string) => all.find((one) => one.host === host && one.part === part);
  return {
    caption: `Each host's own effect as a ratio to the median host (${configurationText(shown)})`,
    headers: 1,
    columns: [textColumn("Host"), ...parts.flatMap(columnsOf)],
    rows: all.length === 0 ? [] : hosts.map((host) => [
      host,
      ...parts.flatMap((part) => {
        const effect = effectOf(host, part);
        return effect === undefined ? ["", "", ""] : [
          ratioText(effect.ratio, effect.interval),
          String(effect.partners),
          effect.isOutlier ? "yes" : "no",
        ];
      }),
    ]),
  };
}

const PART_HEADS = { sends: "As sender", receives: "As receiver", all: "In its pairs" } as const;

function linkTable(shown: ClusterConfiguration): Table {
  const { links, measure } = shown;
  return {
    caption: `Links that are outliers (${configurationText(shown)})`,
    headers: 2,
    columns: [
      textColumn("Sender"),
      textColumn("Receiver"),
      numberColumn(measure.axis),
      numberColumn("Ratio to what its hosts explain"),
    ],
    rows: outliers(links, measure).map(({ sender, receiver, value, ratio, interval }) => [
      sender,
      receiver,
      numberText(value),
      ratioText(ratio, interval),
    ]),
  };
}

/** In other configurations other links may be outliers. */
function recurringBlocks(cluster: Cluster): Block[] {
  const { configurations } = cluster;
  if (configurations.length < 2) return [];
  const { hosts, links } = recurring(cluster);
  const table = (caption: string, heads: readonly string[], rows: readonly Recurring[]): Block[] =>
    tableBlock({
      caption: `${caption} in any of ${countText(configurations.length, "configuration")}`,
      headers: heads.length,
      columns: [...heads.map(textColumn), numberColumn("In"), numberColumn("Change")],
      rows: rows.map(({ name, count, ratios }) => [
        ...name,
        `${count} of ${configurations.length}`,
        changesText(ratios),
      ]),
    });
  return [
    ...table("Hosts that are outliers", ["Host", "What it does"], hosts),
    ...table("Links that are outliers", ["Sender", "Receiver"], links),
  ];
}

function methodBlocks(analysis: Analysis, { shown, namesFrom }: Cluster): Block[] {
  const rules = shown === null ? [] : ruleTexts(shown);
  return [
    paragraph(`The hosts are named by ${NAMED_BY[namesFrom]}.`),
    ...rules.map(paragraph),
    ...methodTexts(analysis).map(paragraph),
    paragraph("The six questions are answered per pair: run netio analyze on its directory."),
  ];
}

const NAMED_BY = {
  "environment.json": "what both ends recorded in environment.json",
  "directory names":
    "the names of their directories, FIRST-SECOND, since environment.json does not name both",
} as const;

/** Hosts by what they are. */
function machineBlocks({ hosts, machines }: Cluster): Block[] {
  const byMachine = Map.groupBy(hosts, (host) => machines.get(host) ?? "not recorded");
  return tableBlock({
    caption: "Hosts by CPU and kernel",
    headers: 1,
    columns: [textColumn("CPU and kernel"), numberColumn("Hosts"), textColumn("Which")],
    rows: [...byMachine].map(([machine, own]) => [machine, String(own.length), own.join(", ")]),
  });
}
