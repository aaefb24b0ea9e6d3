/** The machine and its settings as tables. */
import { snakeCase } from "../results/json.ts";
import type { LoadedResults } from "../results/load.ts";
import type { Analysis } from "./analyze.ts";
import { namedMember } from "./json_leaves.ts";
import { type Block, paragraph, tableBlock, textColumn } from "./document.ts";

type Entry = [name: string, value: string];

/** What a reader asks first. */
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
    paragraph(
      loaded.environment === null
        ? "More is not known: there is no environment.json beside the trials."
        : "Everything else that was recorded is the last of the tables.",
    ),
  ];
}

/** All of `environment.json`. */
export function recordedBlocks({ environment }: LoadedResults): Block[] {
  return environment === null
    ? []
    : entryTable("Everything recorded in environment.json", flatEntries(environment, ""));
}

function entryTable(caption: string, rows: readonly Entry[]): Block[] {
  return tableBlock({ caption, headers: 1, columns: [textColumn("What"), textColumn("Value")], rows });
}

/** Nested objects by their path; a list of objects has one entry per object, by its name if it has one. */
function flatEntries(value: unknown, path: string): Entry[] {
  if (typeof value !== "object" || value === null) return [[path, plainText(value)]];
  if (Array.isArray(value)) {
    const ofObjects = value.some((item) => typeof item === "object" && item !== null);
    if (!ofObjects) return [[path, value.map(plainText).join(", ")]];
    return value.map((item, i): Entry => {
      const { name, state } = namedMember(item) ?? { name: i, state: item };
      return [`${path}[${name}]`, plainText(state)];
    });
  }
  return Object.entries(value).flatMap(([key, inner]) =>
    flatEntries(inner, path === "" ? snakeCase(key) : `${path}.${snakeCase(key)}`)
  );
}

function plainText(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value !== "object") return String(value);
  if (Array.isArray(value)) return value.map(plainText).join(" ");
  return Object.entries(value).map(([key, inner]) => `${snakeCase(key)}: ${plainText(inner)}`).join(", ");
}
