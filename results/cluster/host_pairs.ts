/**
 * Which result sets were measured between which hosts of a cluster, and who sent: by the names that the ends recorded,
 * else by the names of the directories, FIRST-SECOND, of which the first connects and the second serves.
 */
import { basename, dirname } from "node:path";
import { integerText } from "../number_text.ts";
import { shownList, shownText } from "../safe_text.ts";
import { type JsonObject, textAt, valueAt } from "../json.ts";
import { machineOf } from "../machine.ts";
import type { Rows } from "../table/rows.ts";

/** A result set as it is read from its directory. */
export interface PlacedSet {
  readonly source: string;
  readonly origin: "netio" | "foreign";
  readonly rows: Rows;
  readonly environment: JsonObject | null;
  readonly plan: JsonObject | null;
}

/** From one host to another. */
export interface Direction {
  readonly sender: string;
  readonly receiver: string;
}

/** One result set between two hosts. */
export interface HostPair extends Direction {
  readonly source: string;
  readonly rows: Rows;
  /** CPU and kernel of each end; `null` where they are not recorded. */
  readonly machines: { readonly sender: string | null; readonly receiver: string | null };
}

export interface HostPairs {
  readonly namesFrom: "environment.json" | "directory names";
  readonly pairs: readonly HostPair[];
  /** Sentences about what is in no pair. */
  readonly notes: readonly string[];
}

/** Fewer are no cluster: two hosts have nobody to be compared with. */
const LEAST_HOSTS = 3;

/** The pairs of a cluster among result sets; `null` where they are not of three hosts or more. */
export function hostPairs(sets: readonly PlacedSet[]): HostPairs | null {
  const between = sets.filter(isBetweenHosts);
  if (between.length < 2) return null;
  const recorded = between.map(recordedEnds);
  const isRecorded = recorded.every((ends) => ends !== null && ends.sender !== ends.receiver);
  const ends = isRecorded ? recorded : endsByDirectory(between);
  const pairs = between.flatMap((set, i): HostPair[] => {
    const own = ends[i];
    return own === null || own === undefined ? [] : [pairOf(set, own)];
  });
  if (new Set(pairs.flatMap(({ sender, receiver }) => [sender, receiver])).size < LEAST_HOSTS) return null;
  return {
    namesFrom: isRecorded ? "environment.json" : "directory names",
    pairs,
    notes: [
      ...leftOut(sets.filter((set) => !between.includes(set)), "not measured between two hosts"),
      ...leftOut(
        between.filter((_, i) => (ends[i] ?? null) === null),
        "neither environment.json with the names of both hosts nor plan.json with who sent, in a directory called FIRST-SECOND",
      ),
    ],
  };
}

function isBetweenHosts({ origin, rows }: PlacedSet): boolean {
  return origin === "netio" && rows.length > 0 && rows.at(0)!.topology === "hosts";
}

function recordedEnds({ environment }: PlacedSet): Direction | null {
  const sender = textAt(environment, "ends", "send", "hostName");
  const receiver = textAt(environment, "ends", "receive", "hostName");
  if (sender === null || receiver === null) return null;
  return { sender: shownText(sender), receiver: shownText(receiver) };
}

function endsByDirectory(sets: readonly PlacedSet[]): (Direction | null)[] {
  const names = pairNames(
    sets.map(({ source }) => shownText(basename(dirname(source)))),
    sets.map(({ environment }) => textAt(environment, "hostName")),
  );
  return sets.map((set, i) => {
    const own = names[i]!, sender = senderOf(set);
    return own === null || sender === null ? null : endsOf(own, sender);
  });
}

/** The client is the first, as `netio pairs` has it. */
function endsOf([first, second]: HostNames, sender: "server" | "client"): Direction {
  return sender === "client" ? { sender: first, receiver: second } : { sender: second, receiver: first };
}

/** `--direction`. */
function senderOf({ plan }: PlacedSet): "server" | "client" | null {
  const sender = textAt(plan, "topology", "sender");
  return sender === "server" || sender === "client" ? sender : null;
}

function pairOf({ source, rows, environment }: PlacedSet, { sender, receiver }: Direction): HostPair {
  const machine = (end: "send" | "receive") => machineOf(valueAt(environment, "ends", end));
  return {
    sender,
    receiver,
    source,
    rows,
    machines: { sender: machine("send"), receiver: machine("receive") },
  };
}

function leftOut(sets: readonly PlacedSet[], why: string): string[] {
  if (sets.length === 0) return [];
  const names = shownList(sets.map(({ source }) => basename(dirname(source))));
  return [`${integerText(sets.length)} of the result sets are not in the matrix (${why}): ${names}`];
}

type HostNames = readonly [first: string, second: string];

/**
 * `FIRST-SECOND`, the name of a pair's directory, as its two hosts. Names of hosts have hyphens themselves, so where to
 * part is decided over all directories together.
 *
 * @param names of the directories
 * @param firsts what is recorded as the name of the first host of each; `null` where nothing is
 * @returns the two hosts of each; `null` where a name is not made of two
 */
export function pairNames(
  names: readonly string[],
  firsts: readonly (string | null)[],
): (HostNames | null)[] {
  const certain = names.map((name, i) => {
    const options = partings(name);
    return options.length === 1 ? options[0]! : options.find(([first]) => first === firsts[i]) ?? null;
  });
  const degrees = degreesOf(names.map((name, i) => certain[i] === null ? partings(name) : [certain[i]!]));
  return names.map((name, i) => certain[i] ?? likeliest(partings(name), degrees));
}

/** All ways to part a name at a hyphen. */
function partings(name: string): HostNames[] {
  return [...name.matchAll(/-/g)].flatMap(({ index }): HostNames[] => {
    const [first, second] = [name.slice(0, index), name.slice(index + 1)];
    return first === "" || second === "" || first === second ? [] : [[first, second]];
  });
}

/** In how many directories a name may be the one or the other host. */
function degreesOf(options: readonly (readonly HostNames[])[]): Map<string, number> {
  const degrees = new Map<string, number>();
  for (const partings of options) {
    for (const name of new Set(partings.flat())) degrees.set(name, (degrees.get(name) ?? 0) + 1);
  }
  return degrees;
}

/** Both of whose names occur most often; among several the one with as many hyphens in both. */
function likeliest(options: readonly HostNames[], degrees: ReadonlyMap<string, number>): HostNames | null {
  const rated = options.map((option) => ({
    option,
    balance: Math.abs(hyphens(option[0]) - hyphens(option[1])),
    degree: Math.min(...option.map((name) => degrees.get(name)!)),
  }));
  rated.sort((a, b) => b.degree - a.degree || a.balance - b.balance);
  return rated[0]?.option ?? null;
}

function hyphens(name: string): number {
  return name.split("-").length;
}
