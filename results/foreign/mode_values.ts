/**
 * What modes are called in other people's tables: by number, by the letters of the exercise's parts, and in words, with
 * or without the name of a program around them (`client_2copy`, `A1_TwoCopy`).
 */
import { CsvError } from "../csv.ts";
import { MODE_CATALOGUE, type ModeId } from "../mode_catalogue.ts";
import { shownText } from "../safe_text.ts";
import { bareName } from "./header_name.ts";
import { nameNotes, type ReadModes } from "./mode_notes.ts";
import { readNumbers } from "./mode_numbers.ts";

/** Names that are unambiguous alone, if not within other names. */
const EXACT: ReadonlyMap<string, ModeId> = new Map(
  MODE_CATALOGUE.flatMap(({ id, alias, foreignNames }) =>
    [id, alias, ...foreignNames].map((name): [string, ModeId] => [bareName(name), id])
  ),
);

/** Words that name a mode anywhere in a name of letters and digits alone; German and French ones too. */
const WORDS: readonly (readonly [word: RegExp, mode: ModeId])[] = [
  [/(?:zero|0|no|keine|null)(?:cop(?:y|ies?)|kopien?)|zcopy/g, "zero-copy"],
  [/(?:two|2|double|zwei(?:fach)?|deux)(?:cop(?:y|ies?)|kopien?)|memcpysend/g, "two-copy"],
  [/(?:one|1|single|eine?|einfach|une)(?:cop(?:y|ies?)|kopien?)/g, "one-copy"],
  [/perfield/g, "per-field"],
];

/** Ways to send, or to receive, that only share a word with the modes: their names stay. */
const OTHER_WAYS = /\b(uring|splice|vmsplice|sendfile|mmap|dpdk|rdma|xdp|rx|receive|udp|quic)\b/;

/** What is not done, or is switched off: `no_zerocopy`, `zerocopy=0`. Such names stay. */
const NEGATED =
  /(?<![a-z])(?:non?|not|without|w\/o|disabled?|ohne|kein|sans)[^a-z0-9]*(?:zero|one|two)[^a-z0-9]*cop(?:y|ies)|cop(?:y|ies)(?:[^a-z0-9]*(?:off|disabled|false)(?=\W*$)|\s*[=:]\s*(?:0|no?|none|off|false)(?![a-z0-9]))/;

/** Names of its calls, where they are all that a name has. */
const GATHERED =
  /^(?=.*(sendmsg|writev|iovec|gather|vectored))(sendmsg|recvmsg|writev|readv|iovec|iov|scatter|gather|vectored|write|send|io|using|with|w|call)+$/;

/** Rows of `A1_run1` and `A1_run2` are repeats. */
const RUN_NUMBER = /(?<![a-z0-9])(?:run|trial|iter|iteration|rep|repeat)[^a-z0-9]*\d+(?![a-z0-9])/g;

/** Words around a mode's name that say nothing. */
const EMPTY_WORDS =
  /^(the|a|an|part|mode|impl|implementation|version|method|server|client|srv|tcp|test|run|bench|benchmark|socket|sockets|msg|message|send|sendmsg|recv|copy|based|using|with|via|flag|baseline)$/;

interface Recognised {
  readonly mode: ModeId;
  /** What else the name says: names of the same mode that differ in it are variants. */
  readonly rest: string;
}

/** The mode that a name means, `null` for one that is not known. Throws {@linkcode CsvError} where it means two. */
export function recogniseMode(name: string): Recognised | null {
  const bare = bareName(name);
  const exact = EXACT.get(bare);
  if (exact !== undefined) return { mode: exact, rest: "" };
  if (GATHERED.test(bare)) return { mode: "one-copy", rest: "" };
  if (NEGATED.test(name.toLowerCase())) return null;
  let rest = bare;
  const byWord = new Set<ModeId>();
  for (const [word, mode] of WORDS) {
    const without = rest.replace(word, " ");
    if (without !== rest) byWord.add(mode);
    rest = without;
  }
  const [word, ...otherWords] = byWord;
  const [letter, ...otherLetters] = modesByLetter(name);
  if (otherWords.length > 0 || otherLetters.length > 0) return null;
  if (word !== undefined && letter !== undefined && word !== letter) {
    throw new CsvError(
      `the mode "${
        shownText(name)
      }" could be ${letter} by its letter or ${word} by its words: name it one way`,
    );
  }
  const mode = word ?? letter;
  const others = restOf(name, rest);
  return mode === undefined || OTHER_WAYS.test(others) ? null : { mode, rest: others };
}

/** What a name means by `A1`, `a_1` or `partA1` in it. */
function modesByLetter(name: string): Set<ModeId> {
  const apart = name.toLowerCase().replace(/(?<![a-z0-9])a[ ._-]([123])(?![a-z0-9])/g, "a$1")
    .matchAll(/(?<![a-z0-9])(?:part|impl|mode)?(a[123]f?)(?![a-z0-9])/g);
  const inCamelCase = name.matchAll(/(?<![A-Za-z])(A[123])(?=[A-Z])|(?<=[a-z])(A[123])(?![A-Za-z0-9])/g);
  const letters = [...apart, ...inCamelCase].map(([, first, second]) => (first ?? second!).toLowerCase());
  return new Set(letters.flatMap((letter) => EXACT.get(letter) ?? []));
}

/** The words of a name that say something other than the mode. */
function restOf(name: string, bareRest: string): string {
  const said = name.toLowerCase().replace(RUN_NUMBER, " ").replace(
    /(?:two|one|zero|no|single|double|[012])[^a-z0-9]*cop(?:y|ies)|zcopy|per[^a-z]*field/g,
    " ",
  )
    .split(/[^\p{L}\p{N}]+/u).filter((word) =>
      word !== "" && !EMPTY_WORDS.test(word) && !/^(part|impl|mode)?a[123]f?$/.test(word)
    );
  return bareRest.trim() === "" ? "" : said.join(" ");
}

/** How likely a column's words are modes: the share of them that is known, numbers counting half. */
export function modeLikeness(words: readonly string[]): number {
  const named = words.filter((word) => word !== "");
  if (named.length === 0) return 0;
  const strangers = named.filter((word) => !namesMode(word)), known = named.length - strangers.length;
  const isFirst = known > 1 && strangers.length === 1 && FIRST_PART.test(bareName(strangers[0]!));
  if (known > 0) return isFirst ? 1 : known / named.length;
  return named.every((word) => /^[0-3](\.0+)?$/.test(word)) ? 0.5 : 0;
}

/** Whether a word names a mode, or two at once. */
export function namesMode(word: string): boolean {
  try {
    return recogniseMode(word) !== null;
  } catch (error) {
    if (error instanceof CsvError) return true;
    throw error;
  }
}

/** What programs call the way to send with which they compare the others. */
const FIRST_PART =
  /^(tcp)?(baseline|base|standard|std(?!$)|vanilla|original|reference|normal|regular|basic|naive|traditional|conventional|classic|default|plain|simple|send|write|copy|memcpy)(tcp|sockets?|send|recv|copy|call|impl|implementation|mode|version)*$/;

/** Those of them that are no other figure's in the header of a column: `baseline_gbps`. */
const BASELINE = /^(baseline|base|standard|naive|regular|normal|traditional|default|plain)$/i;

/** Whether a column may be of what the modes of others are compared with. */
export function namesBaseline(word: string): boolean {
  return BASELINE.test(word);
}

/** The one name that is not known, where it means two-copy beside one-copy and zero-copy; `null` otherwise. */
function firstPart(recognised: readonly { readonly name: string; readonly found: Recognised | null }[]) {
  const known = new Set(recognised.flatMap(({ found }) => found?.mode ?? []));
  const [stranger, ...others] = recognised.filter(({ found }) => found === null);
  const isOne = known.size === 2 && known.has("one-copy") && known.has("zero-copy") && others.length === 0;
  return isOne && stranger !== undefined && FIRST_PART.test(bareName(stranger.name)) ? stranger.name : null;
}

/**
 * Reads the names of a column's modes. Throws {@linkcode CsvError} for numbers that may count from 0 or from 1, and for
 * names that mean two modes.
 *
 * @param column its name: parts are numbered from 1
 * @param repeatsKey whether a word of a name only says again what size or thread count its rows have
 * @param areBeside whether names have rows of the same sizes and thread counts, so that they are no names of one mode
 */
export function readModes(
  words: readonly string[],
  column: string,
  repeatsKey: (name: string, word: string) => boolean = () => false,
  areBeside: (names: readonly string[]) => boolean = () => false,
): ReadModes {
  const names = words.filter((word) => word !== "");
  const numbered = readNumbers(names, column);
  if (numbered !== null) return numbered;
  const ids = new Map<string, string>();
  const areLetters = names.length > 1 && names.every((name) => /^[a-z]$/i.test(name)); // parts A, B and C
  const recognised = names.map((name) => ({
    name,
    found: areLetters ? null : withoutKeys(name, recogniseMode(name), repeatsKey),
  }));
  const first = firstPart(recognised);
  for (const [mode, group] of Map.groupBy(recognised, ({ found }) => found?.mode)) {
    const groups = Map.groupBy(group, ({ found }) => found?.rest);
    for (const { name, found } of group) {
      const alike = groups.get(found?.rest)!.map((other) => other.name);
      const isApart = new Set(alike.map(withoutRun)).size > 1 && areBeside(alike);
      const rest = isApart ? name : groups.size === 1 ? "" : found?.rest ?? "";
      const known = name === first ? "two-copy" : mode;
      ids.set(name, known === undefined ? name : rest === "" ? known : `${known} (${rest})`);
    }
  }
  const why = first === null
    ? []
    : [`"${shownText(first)}" is taken for two-copy, since the other modes are one-copy and zero-copy`];
  return { ids, notes: [...nameNotes(ids), ...why] };
}

function withoutRun(name: string): string {
  return bareName(name.toLowerCase().replace(RUN_NUMBER, " "));
}

function withoutKeys(
  name: string,
  found: Recognised | null,
  repeatsKey: (name: string, word: string) => boolean,
): Recognised | null {
  if (found === null || found.rest === "") return found;
  const words = found.rest.split(" ").filter((word) => !repeatsKey(name, word));
  return { ...found, rest: words.join(" ") };
}
