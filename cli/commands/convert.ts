/** `netio convert`: results of any origin as one CSV with netio's columns, for other tools. */
import { basename } from "node:path";
import { csvHeader, csvLine } from "../../results/csv.ts";
import { convertedHeader, convertedLine } from "../../results/foreign/converted.ts";
import type { LoadedResults } from "../../results/load.ts";
import { safeText } from "../../results/safe_text.ts";
import { countText, systemErrorText } from "../../results/words.ts";
import { command, type OptionTable } from "../options/option.ts";
import { JOIN_OPTION, loadArguments } from "../results_argument.ts";
import { UsageError } from "../usage_error.ts";

const CONVERT_OPTIONS = {
  join: JOIN_OPTION,
  out: {
    value: "FILE",
    help: "the file to write; an existing file is not overwritten",
    example: "trials.csv",
    parse: String,
  },
} as const satisfies OptionTable;

export const convert = command({
  name: "convert",
  summary: "results of other programs, or several result sets, as one CSV with netio's columns",
  positionals: { usage: "FILE…", min: 1, max: Infinity },
  options: CONVERT_OPTIONS,
  examples: [
    "netio convert their.csv --out trials.csv",
    "netio convert throughput.csv counters.csv --out trials.csv",
  ],
  run: async ({ out, join: how }, paths) => {
    if (out === undefined) throw new UsageError("convert needs --out FILE, such as --out trials.csv");
    const loaded = await loadArguments(paths, how);
    await write(out, lines(loaded));
    console.log(`${out}: ${countText(loaded.rows.length, "row")}`);
    return 0;
  },
});

/** netio's own rows stay what they are; others say where they come from. */
function* lines({ origin, rows, source, files = [source] }: LoadedResults): Generator<string> {
  if (origin === "netio") {
    yield csvHeader();
    for (const row of rows) yield csvLine(row);
    return;
  }
  const from = files.map((path) => safeText(basename(path))).join(" + ");
  yield convertedHeader();
  for (const row of rows) yield convertedLine(row, from);
}

/** Writes a new file; what could not be written whole is removed. */
async function write(path: string, text: Iterable<string>): Promise<void> {
  using file = await created(path);
  try {
    const writer = file.writable.getWriter();
    const encoder = new TextEncoder();
    for (const line of text) await writer.write(encoder.encode(line));
    await writer.close();
  } catch (error) {
    await Deno.remove(path);
    throw new Error(`--out ${path} can't be written: ${systemErrorText(error)}`);
  }
}

async function created(path: string): Promise<Deno.FsFile> {
  try {
    return await Deno.open(path, { write: true, createNew: true });
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) {
      throw new UsageError(`--out ${path}: the file already exists; name another one, or remove it`);
    }
    throw new UsageError(`--out ${path}: ${systemErrorText(error)}`);
  }
}
