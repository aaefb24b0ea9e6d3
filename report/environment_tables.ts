/** The machine and its settings as tables. */
import { isObject, type JsonObject, snakeCase } from "../results/json.ts";
import type { LoadedResults } from "../results/load.ts";
import { capitalized } from "../results/words.ts";
import type { Analysis } from "./analyze.ts";
import { type Block, paragraph, tableBlock, textColumn } from "./document.ts";

type Entry = [name: string, value: string];

/** What readers look for first. */
export function environmentBlocks({ loaded, provenance }: Analysis): Block[] {
  const { hostName, cpuModel, kernel, topology, pinning, dateUtc, repeats, netioVersion } = provenance;
  const entries: [string, string | null][] = [
    ["Host", hostName],
    ["CPU", cpuModel],
    ["Kernel", kernel],
    ["Topology", topology],
    ["Pinning", pinning],
    ["First trial", dateUtc],
    ["Repeats", repeats],
    ["netio", netioVersion],
    ["Source", loaded.source],
  ];
  const known = entries.filter((entry): entry is Entry => entry[1] !== null);
  return [
    ...entryTable("What the trials ran on", known),
    ...(loaded.environment === null
      ? [paragraph("Nothing more is known: there is no environment.json beside the trials.")]
      : []),
  ];
}

/** All of `environment.json`: a table for each part of it, and for each list of things. */
export function recordedBlocks({ environment }: Pick<LoadedResults, "environment">): Block[] {
  const blocks = environment === null ? [] : partBlocks("Run", environment);
  return blocks.length > 0 ? blocks : [paragraph("There is no environment.json beside the trials.")];
}

function partBlocks(name: string, part: JsonObject): Block[] {
  const members = Object.entries(part);
  const entries = members.flatMap(([key, value]): Entry[] =>
    isObject(value) || isListOfObjects(value) ? [] : [[wordsOf(key), plainText(value)]]
  );
  const known = entries.filter(([, text]) => text !== "");
  const within = (key: string) => name === "Run" ? capitalized(wordsOf(key)) : `${name}, ${wordsOf(key)}`;
  return [
    ...entryTable(name, known),
    ...members.flatMap(([key, value]) =>
      isObject(value)
        ? partBlocks(within(key), value)
        : isListOfObjects(value)
        ? listTable(within(key), value)
        : []
    ),
  ];
}

/** One item per row, its fields in columns; columns that no item has are left out. */
function listTable(caption: string, things: readonly JsonObject[]): Block[] {
  const keys = [...new Set(things.flatMap((thing) => Object.keys(thing)))]
    .filter((key) => things.some((thing) => plainText(thing[key]) !== ""));
  return tableBlock({
    caption,
    headers: 1,
    columns: keys.map((key) => textColumn(capitalized(wordsOf(key)))),
    rows: things.map((thing) => keys.map((key) => plainText(thing[key]))),
  });
}

function entryTable(caption: string, rows: readonly Entry[]): Block[] {
  return tableBlock({ caption, headers: 1, columns: [textColumn("What"), textColumn("Value")], rows });
}

function isListOfObjects(value: unknown): value is readonly JsonObject[] {
  return Array.isArray(value) && value.length > 0 && value.every(isObject);
}

/** `optmem max bytes` of `optmemMaxBytes`. */
function wordsOf(key: string): string {
  return snakeCase(key).replaceAll("_", " ");
}

function plainText(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value !== "object") return String(value);
  if (Array.isArray(value)) return value.map(plainText).join(" ");
  return Object.entries(value).map(([key, inner]) => `${wordsOf(key)} ${plainText(inner)}`).join(", ");
}
