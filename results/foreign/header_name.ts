/**
 * What a header name means: the column that it fills, the unit that it gives, and whose figure it says it is.
 *
 * A name is read without a unit first, then with one of its words as the unit (`Throughput (Gbps)`, `lat_us_avg`), then
 * with its end as the unit (`ThroughputGbps`). What is left has to be a known name as a whole, except for words that change
 * nothing.
 */
import { TRIAL_COLUMNS } from "../columns.ts";
import {
  AMBIGUOUS_NAMES,
  COLUMN_NAMES,
  CONTAINERS,
  type Dimension,
  QUALIFIERS,
  SIDES,
  type Target,
} from "./column_names.ts";
import { type Counter, COUNTERS } from "../counters.ts";
import { plainUnits, type Unit, unitsOf } from "./units.ts";

export type Side = keyof typeof SIDES;

/** One thing that a name may mean. */
export interface NameMeaning {
  readonly target: Target;
  readonly dimension: Dimension;
  /** Empty where the name gives none, several where it is ambiguous. */
  readonly units: readonly Unit[];
  readonly side: Side | null;
  /** Whether the name speaks of round trips. */
  readonly isRoundTrip: boolean;
}

/** A name as it is compared: letters, without their accents, and digits alone. */
export function bareName(name: string): string {
  return name.normalize("NFKD").toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}

interface Known {
  readonly target: Target;
  readonly dimension: Dimension;
  readonly needsUnit: boolean;
}

const KNOWN: ReadonlyMap<string, readonly Known[]> = Map.groupBy(
  COLUMN_NAMES.flatMap(({ target, dimension, names, namesWithUnit = [] }) => [
    ...names.map((name) => ({ name, target, dimension, needsUnit: false })),
    ...namesWithUnit.map((name) => ({ name, target, dimension, needsUnit: true })),
  ]),
  ({ name }) => bareName(name),
);

const AMBIGUOUS_WITH_UNIT: ReadonlyMap<string, readonly Target[]> = new Map(
  ["total size"].map((name) => [bareName(name), AMBIGUOUS_NAMES[name] ?? []]),
);

type OwnMeaning = Pick<NameMeaning, "target" | "dimension" | "units">;

/**
 * netio's own names, and those of counts over both ends, have the units that they say. They are known as they are
 * written (`tx_cpu_s` is not `tx_cpus`) and bare.
 */
const OWN: ReadonlyMap<string, OwnMeaning> = new Map<string, OwnMeaning>(
  [
    ...TRIAL_COLUMNS.map(ownMeaning),
    ...COUNTERS.map((target): OwnMeaning => ({ target, dimension: "count", units: [] })),
  ].flatMap((
    meaning,
  ): [string, OwnMeaning][] => [[bareName(meaning.target), meaning], [meaning.target, meaning]]),
);

function ownMeaning({ name, type }: typeof TRIAL_COLUMNS[number]): OwnMeaning {
  const dimension = type === "text" ? "text" : name === "threads" ? "threads" : dimensionOf(name);
  const words = dimension === "threads" ? [] : unitsOf(name.split("_").at(-1) ?? "");
  const units = words.filter((unit) => unit.dimension === dimension);
  return { target: name, dimension, units };
}

const LONGEST_NAME = 80;

/** perf's `:u` and the like behind an event; they say which of its counts these are, not of what. */
const MODIFIER = /(?<=\w):([ukhGHpPDSIe]+)$/;
const CONTAINER = new RegExp(`^(${CONTAINERS.join("|")})\\.(?=.)`, "i");

/** Where an event was counted, if its name says that it was not counted everywhere. */
export function countedIn(header: string): "user space" | "the kernel" | null {
  const [, modifier = ""] = MODIFIER.exec(header) ?? [];
  const [isOfUser, isOfKernel] = [modifier.includes("u"), modifier.includes("k")];
  return isOfUser === isOfKernel ? null : isOfUser ? "user space" : "the kernel";
}

/** R writes `Latency..us.` for `Latency (us)`, and `X..threads` for `# threads`. */
const DOTS = /^X\.+|(?<!\d)\.|\.(?!\d)/g;
/** For `LLC miss %` it writes `LLC.miss..`, which is no count. */
const LOST_SIGN = /\.{2}$/;

/** What `header` may mean: nothing known, one thing, or several between which its neighbours decide. */
export function meaningsOf(written: string): NameMeaning[] {
  const header = written.trim().replace(MODIFIER, "").replace(CONTAINER, "").replace(DOTS, " ");
  if (header.length > LONGEST_NAME || LOST_SIGN.test(written) || !/\p{L}/u.test(header)) return [];
  const own = OWN.get(header.trim().toLowerCase()) ?? OWN.get(bareName(plainUnits(header)));
  const isRoundTrip = /rtt|round[ _-]?trip/i.test(header);
  if (own !== undefined && own.dimension !== "rate") {
    return [{ ...own, side: null, isRoundTrip }];
  }
  const ambiguous = ambiguousTargets(header);
  if (ambiguous !== null) {
    return ambiguous.map(({ target, units }) => ({
      target,
      units,
      dimension: dimensionOf(target),
      side: null,
      isRoundTrip,
    }));
  }
  for (const { rest, units } of readings(header)) {
    const found = knownAs(rest, units);
    if (found !== null) return [{ ...found, isRoundTrip }];
  }
  return timeOfTwoKinds(header, isRoundTrip);
}

/** The targets of an ambiguous name; a unit changes nothing where all of them have it: `Total Size (bytes)`. */
function ambiguousTargets(header: string): { target: Target; units: readonly Unit[] }[] | null {
  for (const [name, targets] of Object.entries(AMBIGUOUS_NAMES)) {
    if (bareName(name) === bareName(header)) return targets.map((target) => ({ target, units: [] }));
  }
  for (const { rest, units } of readings(header)) {
    const targets = units.length === 0 ? undefined : AMBIGUOUS_WITH_UNIT.get(rest);
    const own = units.filter(({ dimension }) =>
      targets?.every((target) => dimensionOf(target) === dimension)
    );
    if (targets !== undefined && own.length > 0) return targets.map((target) => ({ target, units: own }));
  }
  return null;
}

/** `time_us` may be how long a message or how long the run took; `time_s` is the run. */
function timeOfTwoKinds(header: string, isRoundTrip: boolean): NameMeaning[] {
  for (const { rest, units } of readings(header)) {
    const [unit] = units.filter(({ dimension }) => dimension === "time");
    const isTime = stripped(rest, "time").some(({ bare, side }) =>
      (bare === "time" || bare === "") && side !== "tx" && side !== "rx"
    );
    if (unit === undefined || !isTime) continue;
    const common = { dimension: "time", units: [unit], side: null, isRoundTrip } as const;
    return unit.text === "s"
      ? [{ ...common, target: "duration_s" }]
      : [{ ...common, target: "latency_mean_us" }, { ...common, target: "duration_s" }];
  }
  return [];
}

function dimensionOf(target: Target): Dimension {
  return COLUMN_NAMES.find((named) => named.target === target)?.dimension ?? "plain";
}

interface Reading {
  readonly rest: string;
  readonly units: readonly Unit[];
}

function readings(header: string): Reading[] {
  const plain = plainUnits(header).replaceAll("^", "").replaceAll("/", " per ");
  const words = plain.split(/[^\p{L}\p{N}.]+/u).filter((word) => word !== "");
  const byWord = words.map((word, i) => ({
    rest: bareName(words.toSpliced(i, 1).join(" ")),
    units: unitsOf(word),
  })).reverse();
  const flat = words.join("");
  const bySuffix = Array.from({ length: Math.min(flat.length, 14) }, (_, k) => {
    const split = Math.max(0, flat.length - 14) + k;
    return { rest: bareName(flat.slice(0, split)), units: unitsOf(flat.slice(split)) };
  });
  return [
    { rest: bareName(plain), units: [] },
    ...bySlash(header),
    ...byWord.filter(({ units }) => units.length > 0),
    ...bySuffix.filter(({ units }) =>
      units.length > 0 && !units.every(({ dimension }) => dimension === "count")
    ),
  ];
}

/** `Latency/us`, as quantities are written over their unit. */
function bySlash(header: string): Reading[] {
  const [, quantity, unit] = /^([^/]+)\/([^/]+)$/.exec(plainUnits(header).trim()) ?? [];
  if (quantity === undefined || unit === undefined) return [];
  const units = unitsOf(unit.replace(/[\s()[\]]/g, ""));
  return units.length === 0 ? [] : [{ rest: bareName(quantity), units }];
}

function knownAs(rest: string, units: readonly Unit[]): Omit<NameMeaning, "isRoundTrip"> | null {
  const dimensions = units.length === 0
    ? Object.keys(QUALIFIERS) as Dimension[]
    : [...new Set(units.map(({ dimension }) => dimension))];
  for (const dimension of dimensions) {
    const own = units.filter((unit) => unit.dimension === dimension);
    for (const { bare, side } of stripped(rest, dimension)) {
      const known = KNOWN.get(bare)?.find((candidate) =>
        candidate.dimension === dimension && (own.length > 0 || !candidate.needsUnit) &&
        !(candidate.target === "latency_mean_us" && isSum(rest)) &&
        (bare !== "" || isNamedByUnit(rest, own)) && (side === null || takesSide(candidate.target, side))
      );
      if (known !== undefined) return sided({ target: known.target, dimension, units: own, side });
    }
  }
  return null;
}

/** The latencies of all messages added up are no latency. */
function isSum(rest: string): boolean {
  return /total|overall|sum/.test(rest) && !/avg|average|mean/.test(rest);
}

/** `Gbps` alone is a throughput; `MB` alone may be anything, `total MB` is what was moved. */
function isNamedByUnit(rest: string, units: readonly Unit[]): boolean {
  return units.every((unit) => unit.dimension === "size" ? rest !== "" : unit.isUnspoken !== true);
}

/** A send call's time and a send size are not a latency and a message size. */
function takesSide(target: Target, side: Side): boolean {
  if (target === "message_bytes" || target === "field_size" || target === "threads") return false;
  return dimensionOf(target) !== "time" || side === "server" || side === "client";
}

/** A count named after one end has a column of its own. */
function sided<T extends Pick<NameMeaning, "target" | "side">>(meaning: T): T {
  const { target, side } = meaning;
  const isCounter = COUNTERS.includes(target as Counter);
  return isCounter && (side === "tx" || side === "rx")
    ? { ...meaning, target: `${side}_${target as Counter}` }
    : meaning;
}

const MOST_QUALIFIERS = 4;

/** A name without every subset of the words that change nothing, the smallest subsets first. */
function stripped(name: string, dimension: Dimension): { bare: string; side: Side | null }[] {
  const found = new Map<string, { bare: string; side: Side | null }>();
  let layer = [{ bare: name, side: null as Side | null }];
  for (let depth = 0; depth <= MOST_QUALIFIERS && layer.length > 0; depth++) {
    layer = layer.filter(({ bare }) => !found.has(bare));
    for (const one of layer) found.set(one.bare, one);
    layer = layer.flatMap(({ bare, side }) => [
      ...QUALIFIERS[dimension].flatMap((word) => without(bare, word)).map((rest) => ({ bare: rest, side })),
      ...SIDE_WORDS.flatMap(([word, named]) =>
        side !== null && side !== named
          ? []
          : without(bare, word).map((rest) => ({ bare: rest, side: named }))
      ),
    ]);
  }
  return [...found.values()];
}

const SIDE_WORDS = (Object.keys(SIDES) as Side[]).flatMap((side) =>
  SIDES[side].map((word) => [word, side] as const)
);

function without(bare: string, words: string): string[] {
  const word = bareName(words);
  return [
    ...(bare.startsWith(word) ? [bare.slice(word.length)] : []),
    ...(bare.endsWith(word) ? [bare.slice(0, bare.length - word.length)] : []),
  ];
}
