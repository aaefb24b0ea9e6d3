/** Files that are not tables of trials: what they are, and what to do instead. */
import { encodingOf } from "./decoder.ts";

/** What it is, and what to do. */
type Kind = readonly [what: string, instead: string];

const AS_TEXT = "save its table as CSV";
const NUMBERS = "netio needs the numbers, as CSV";
const ROW_PER_RUN = "write one row per run with mode, size, threads and its figures into a CSV";
const PACKETS: Kind = ["a packet capture", "netio reads results, not packets"];

const MAGICS: readonly (readonly [magic: readonly number[] | string, ...Kind])[] = [
  [[0x1f, 0x8b], "compressed by gzip", "unpack it first (gunzip)"],
  [[0x28, 0xb5, 0x2f, 0xfd], "compressed by zstd", "unpack it first (unzstd)"],
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a], "compressed by xz", "unpack it first (unxz)"],
  ["BZh", "compressed by bzip2", "unpack it first (bunzip2)"],
  [
    "PK\x03\x04",
    "a zip archive, or a workbook of a spreadsheet program",
    "unpack it, or save the sheet as CSV",
  ],
  [[0xd0, 0xcf, 0x11, 0xe0], "a workbook of an old spreadsheet program", "save the sheet as CSV"],
  ["%PDF", "a PDF", "netio needs the table itself, as CSV"],
  ["\x89PNG", "a picture (PNG)", NUMBERS],
  [[0xff, 0xd8, 0xff], "a picture (JPEG)", NUMBERS],
  ["GIF8", "a picture (GIF)", NUMBERS],
  ["RIFF", "a picture (WebP) or a sound", NUMBERS],
  ["\x7fELF", "a program", "run it, and give netio its results"],
  ["PERFILE2", "a recording of perf record", "perf stat counts whole runs; write its counts into a CSV"],
  ["SQLite format 3", "an SQLite database", "export the table as CSV (sqlite3 -csv -header)"],
  ["PAR1", "a Parquet file", "export the table as CSV"],
  [[0xd4, 0xc3, 0xb2, 0xa1], ...PACKETS],
  [[0xa1, 0xb2, 0xc3, 0xd4], ...PACKETS],
  [[0x0a, 0x0d, 0x0d, 0x0a], ...PACKETS],
];

/** The sentence for a file that begins with bytes of something else; `null` for what may be text. */
export function noTableByBytes(head: Uint8Array): string | null {
  const found = MAGICS.find(([magic]) => startsWith(head, magic));
  if (found !== undefined) return sentence(found[1], found[2]);
  const isBinary = encodingOf(head) === "utf-8" && head.includes(0);
  return isBinary ? sentence("a binary file", "netio reads tables as text (CSV)") : null;
}

function startsWith(head: Uint8Array, magic: readonly number[] | string): boolean {
  const bytes = typeof magic === "string" ? [...magic].map((character) => character.charCodeAt(0)) : magic;
  return bytes.every((byte, i) => head[i] === byte);
}

type Sign = readonly [sign: RegExp, ...Kind];

const TEXTS: readonly Sign[] = [
  [
    /^\s*<svg\b|^\s*<\?xml[^>]*>\s*(<!--[\s\S]*?-->\s*)?(<!DOCTYPE svg[^>]*>\s*)?<svg\b/i,
    "a picture (SVG)",
    NUMBERS,
  ],
  [/^\s*(<!doctype html|<html\b|<head\b|<body\b|<table\b)/i, "a web page (HTML)", AS_TEXT],
  [/^\s*<\?xml\b/i, "XML", AS_TEXT],
  [
    /Performance counter stats for/,
    "the text that perf stat prints",
    "write one row per run with mode, size, threads and the counts into a CSV (perf stat -x, prints counts that scripts can read)",
  ],
  [/^\[ *ID\] *Interval/m, "the text that iperf prints", "run iperf3 with -J, whose JSON netio reads"],
  [
    /^\d{14},[\d.:a-f]+,\d+,[\d.:a-f]+,\d+,\d+,[\d.]+-[\d.]+,\d+,\d+/im,
    "what iperf 2 writes with -y C",
    "it has no header, modes or sizes: write one row per run with these into a CSV, or run iperf3 with -J",
  ],
  [/^sockperf: /m, "the text that sockperf prints", ROW_PER_RUN],
  [
    /^Running [\d.]+\w* test @ |^This is ApacheBench/m,
    "the text of a load generator for web servers (wrk, ab)",
    ROW_PER_RUN,
  ],
  [/^(tcp|rc|ud|uc|sdp|udp)_(bw|lat):$/m, "the text that qperf prints", ROW_PER_RUN],
  [
    /^(num_flows|num_threads|total_run_time|utime_start|num_transactions)=/m,
    "the output of neper (a name and a value a line)",
    ROW_PER_RUN,
  ],
  [/^# OSU .* Test/m, "what an OSU benchmark of MPI prints", ROW_PER_RUN],
  [/^ *#bytes +#iterations /m, "what perftest prints (ib_send_bw and the like)", ROW_PER_RUN],
  [/ NCCL INFO |^# +size +count +type /m, "what nccl-tests prints", ROW_PER_RUN],
  [/^ *[\d.]+ +MB +\/ +[\d.]+ +sec += +[\d.]+ +[kKMG]bps/m, "the text that nuttcp prints", ROW_PER_RUN],
  [/\\begin\{(tabular|table|longtable)|^[^&\n]+(&[^&\n]+){2,}\\\\/m, "a table in LaTeX", AS_TEXT],
  [
    /^(\[[^\]\n]*\] *)?(\w+=[^\s,;]+[ \t,;]+){2}\w+=/m,
    "a log of name=value pairs",
    "write the names into a header, and the values of each line into a row",
  ],
  [/^ *- \w+: .*\n +\w+: /m, "YAML", "write one row per run into a CSV"],
  [/^<{7} .*\n[^]*^={7}$/m, "a file that git could not merge", "choose one side of each conflict first"],
  [/^version https:\/\/git-lfs\./, "a pointer of Git LFS", "fetch the file itself (git lfs pull)"],
  [
    /^(run_id|mode),(?=.*throughput_gbps_median)/m,
    "netio's summary.csv",
    "give netio the directory that it lies in, or the trials.csv there",
  ],
];

const PERF_LINE = /^(?: *[\d.]+([,;]))?(?:[\d.]+|<not \w+>)([,;|])[^,;|\n]*\2[a-z][\w.:/-]*\2\d+\2[\d.]+\2/i;

/** Whether the first line of fields is one of `perf stat -x,`, which has no header. */
function isPerfLines(head: string): boolean {
  const first = head.split("\n").find((line) => /[,;|].*[,;|]/.test(line) && !line.startsWith("#"));
  return first !== undefined && PERF_LINE.test(first);
}

const PERF_LINES: Kind = [
  "the output of perf stat -x,",
  "it has one event per line and no mode, size or threads: write one row per run with these and the counts into a CSV",
];

/** The sentence for text that is recognised as something else than a table of trials; `null` for what may be one. */
export function noTableByText(head: string): string | null {
  return recognised(TEXTS, head) ?? (isPerfLines(head) ? sentence(...PERF_LINES) : null);
}

const JSON_KINDS: readonly Sign[] = [
  [
    /"runId"|"netioVersion"|"run_id"|"netio_version"/,
    "one of netio's own JSON files",
    "give netio the directory that it lies in, or the trials.csv there",
  ],
  [/counter-value/, "the output of perf stat -j", ROW_PER_RUN],
  [/"nbformat"|"cell_type"/, "a Jupyter notebook", "write its table as CSV (to_csv)"],
  [
    /^\s*\{?\s*'/,
    "what Python prints of a dict or a list",
    "write it as JSON (json.dumps), an object per run with mode, size, threads and its figures",
  ],
];

/** The sentence for JSON that no reader knows. */
export function unknownJson(text: string): string {
  const known = recognised(JSON_KINDS, text);
  if (known !== null) return known;
  const inner = arrayIn(text);
  const hint = inner === undefined ? "" : ` (jq -c '.${inner}[]' takes those of an array out of an object)`;
  return sentence(
    "JSON, and not what iperf3 -J writes",
    `write one row per run into a CSV, or an object per run with mode, size, threads and its figures${hint}`,
  );
}

/** The name of the one array in an object; `undefined` where there are others, or none, or the text is not whole. */
function arrayIn(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const arrays = typeof value === "object" && value !== null
      ? Object.entries(value).filter(([name, inner]) => Array.isArray(inner) && /^\w{1,40}$/.test(name))
      : [];
    return arrays.length === 1 ? arrays[0]![0] : undefined;
  } catch {
    return undefined;
  }
}

function recognised(signs: readonly Sign[], text: string): string | null {
  const found = signs.find(([sign]) => sign.test(text));
  return found === undefined ? null : sentence(found[1], found[2]);
}

function sentence(what: string, instead: string): string {
  return `this is ${what}, no table of trials: ${instead}`;
}
