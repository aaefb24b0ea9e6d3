/** Files that are not tables of trials: what they are, and what to do instead. */

interface Kind {
  readonly what: string;
  readonly instead: string;
}

const AS_TEXT = "save its table as CSV";
const ROW_PER_RUN = "write one row per run with mode, size, threads and its figures into a CSV";

type Magic = readonly [bytes: readonly number[] | string, kind: Kind];

const MAGICS: readonly Magic[] = [
  [[0x1f, 0x8b], { what: "compressed by gzip", instead: "unpack it first (gunzip)" }],
  [[0x28, 0xb5, 0x2f, 0xfd], { what: "compressed by zstd", instead: "unpack it first (unzstd)" }],
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a], { what: "compressed by xz", instead: "unpack it first (unxz)" }],
  ["BZh", { what: "compressed by bzip2", instead: "unpack it first (bunzip2)" }],
  ["PK\x03\x04", {
    what: "a zip archive, or a workbook of a spreadsheet program",
    instead: "unpack it, or save the sheet as CSV",
  }],
  [[0xd0, 0xcf, 0x11, 0xe0], {
    what: "a workbook of an old spreadsheet program",
    instead: "save the sheet as CSV",
  }],
  ["%PDF", { what: "a PDF", instead: "netio needs the table itself, as CSV" }],
  ["\x89PNG", { what: "a picture (PNG)", instead: "netio needs the numbers, as CSV" }],
  [[0xff, 0xd8, 0xff], { what: "a picture (JPEG)", instead: "netio needs the numbers, as CSV" }],
  ["GIF8", { what: "a picture (GIF)", instead: "netio needs the numbers, as CSV" }],
  ["RIFF", { what: "a picture (WebP) or a sound", instead: "netio needs the numbers, as CSV" }],
  ["\x7fELF", { what: "a program", instead: "run it, and give netio its results" }],
  ["PERFILE2", {
    what: "a recording of perf record",
    instead: "perf stat counts whole runs; write its counts into a CSV",
  }],
  ["SQLite format 3", {
    what: "an SQLite database",
    instead: "export the table as CSV (sqlite3 -csv -header)",
  }],
  ["PAR1", { what: "a Parquet file", instead: "export the table as CSV" }],
  [[0xd4, 0xc3, 0xb2, 0xa1], { what: "a packet capture", instead: "netio reads results, not packets" }],
  [[0xa1, 0xb2, 0xc3, 0xd4], { what: "a packet capture", instead: "netio reads results, not packets" }],
  [[0x0a, 0x0d, 0x0d, 0x0a], { what: "a packet capture", instead: "netio reads results, not packets" }],
];

/** The sentence for a file that begins with bytes of something else; `null` for what may be text. */
export function noTableByBytes(head: Uint8Array, encoding: string): string | null {
  const found = MAGICS.find(([magic]) => startsWith(head, magic));
  if (found !== undefined) return sentence(found[1]);
  const isBinary = encoding === "utf-8" && head.includes(0);
  return isBinary ? sentence({ what: "a binary file", instead: "netio reads tables as text (CSV)" }) : null;
}

function startsWith(head: Uint8Array, magic: readonly number[] | string): boolean {
  const bytes = typeof magic === "string" ? [...magic].map((character) => character.charCodeAt(0)) : magic;
  return bytes.every((byte, i) => head[i] === byte);
}

const TEXTS: readonly (readonly [sign: RegExp, kind: Kind])[] = [
  [/^\s*<svg\b|^\s*<\?xml[^>]*>\s*(<!--[\s\S]*?-->\s*)?(<!DOCTYPE svg[^>]*>\s*)?<svg\b/i, {
    what: "a picture (SVG)",
    instead: "netio needs the numbers, as CSV",
  }],
  [/^\s*(<!doctype html|<html\b|<head\b|<body\b|<table\b)/i, { what: "a web page (HTML)", instead: AS_TEXT }],
  [/^\s*<\?xml\b/i, { what: "XML", instead: AS_TEXT }],
  [/Performance counter stats for/, {
    what: "the text that perf stat prints",
    instead:
      "write one row per run with mode, size, threads and the counts into a CSV (perf stat -x, prints counts that scripts can read)",
  }],
  [/^\[ *ID\] *Interval/m, {
    what: "the text that iperf prints",
    instead: "run iperf3 with -J, whose JSON netio reads",
  }],
  [/^\d{14},[\d.:a-f]+,\d+,[\d.:a-f]+,\d+,\d+,[\d.]+-[\d.]+,\d+,\d+/im, {
    what: "what iperf 2 writes with -y C",
    instead:
      "it has no header, modes or sizes: write one row per run with these into a CSV, or run iperf3 with -J",
  }],
  [/^sockperf: /m, { what: "the text that sockperf prints", instead: ROW_PER_RUN }],
  [/^Running [\d.]+\w* test @ |^This is ApacheBench/m, {
    what: "the text of a load generator for web servers (wrk, ab)",
    instead: ROW_PER_RUN,
  }],
  [/^(tcp|rc|ud|uc|sdp|udp)_(bw|lat):$/m, { what: "the text that qperf prints", instead: ROW_PER_RUN }],
  [/^(num_flows|num_threads|total_run_time|utime_start|num_transactions)=/m, {
    what: "the output of neper (a name and a value a line)",
    instead: ROW_PER_RUN,
  }],
  [/\\begin\{(tabular|table|longtable)|^[^&\n]+(&[^&\n]+){2,}\\\\/m, {
    what: "a table in LaTeX",
    instead: AS_TEXT,
  }],
  [/^(\[[^\]\n]*\] *)?(\w+=[^\s,;]+[ \t,;]+){2}\w+=/m, {
    what: "a log of name=value pairs",
    instead: "write the names into a header, and the values of each line into a row",
  }],
  [/^- \w+: .*\n +\w+: /m, { what: "YAML", instead: "write one row per run into a CSV" }],
  [/^(run_id|mode),(?=.*throughput_gbps_median)/m, {
    what: "netio's summary.csv",
    instead: "give netio the directory that it lies in, or the trials.csv there",
  }],
];

const PERF_LINE = /^(?: *[\d.]+([,;]))?(?:[\d.]+|<not \w+>)([,;|])[^,;|\n]*\2[a-z][\w.:/-]*\2\d+\2[\d.]+\2/i;

/** Whether the first line of fields is one of `perf stat -x,`, which has no header. */
function isPerfLines(head: string): boolean {
  const first = head.split("\n").find((line) => /[,;|].*[,;|]/.test(line) && !line.startsWith("#"));
  return first !== undefined && PERF_LINE.test(first);
}

const PERF_LINES: Kind = {
  what: "the output of perf stat -x,",
  instead:
    "it has one event per line and no mode, size or threads: write one row per run with these and the counts into a CSV",
};

/** The sentence for text that is recognised as something else than a table of trials; `null` for what may be one. */
export function noTableByText(head: string): string | null {
  const found = TEXTS.find(([sign]) => sign.test(head))?.[1] ?? (isPerfLines(head) ? PERF_LINES : null);
  return found === null ? null : sentence(found);
}

const JSON_KINDS: readonly (readonly [sign: RegExp, kind: Kind])[] = [
  [/"runId"|"netioVersion"|"run_id"|"netio_version"/, {
    what: "one of netio's own JSON files",
    instead: "give netio the directory that it lies in, or the trials.csv there",
  }],
  [/counter-value/, { what: "the output of perf stat -j", instead: ROW_PER_RUN }],
];

/** The sentence for JSON that no reader knows. */
export function unknownJson(text: string): string {
  const found = JSON_KINDS.find(([sign]) => sign.test(text));
  if (found !== undefined) return sentence(found[1]);
  const [, inner] = text.match(/^\s*\{[^{}]*"(\w{1,40})":\s*\[\]/) ?? [];
  const hint = inner === undefined ? "" : ` (jq -c '.${inner}[]' takes those of an array out of an object)`;
  return sentence({
    what: "JSON, and not what iperf3 -J writes",
    instead:
      `write one row per run into a CSV, or an object per run with mode, size, threads and its figures${hint}`,
  });
}

function sentence({ what, instead }: Kind): string {
  return `this is ${what}, no table of trials: ${instead}`;
}
