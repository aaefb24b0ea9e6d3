/** JSON as benchmarks leave it: one document, several one after the other, or one event a line. */
import { CsvError } from "../csv.ts";
import { isIperf3, readIperf3 } from "./iperf3.ts";
import { unknownJson } from "./no_table.ts";

/** Beyond this no run of a benchmark gets, and nothing is parsed. */
export const MAX_JSON_CHARACTERS = 16 << 20;

/** The rows of JSON that is known. Throws {@linkcode CsvError} that names what it is otherwise. */
export function readJson(text: string): ReturnType<typeof readIperf3> {
  const documents = documentsIn(text);
  if (documents === null) {
    const isCut = /"(test_start|intervals)"/.test(text.slice(0, 64 * 1024));
    throw new CsvError(
      isCut
        ? "this is what iperf3 -J writes, but it is cut off or damaged"
        : unknownJson(text.slice(0, 4096)),
    );
  }
  const runs = withEvents(documents);
  if (runs.length === 0 || !runs.every(isIperf3)) throw new CsvError(unknownJson(text.slice(0, 64 * 1024)));
  return readIperf3(runs);
}

function documentsIn(text: string): unknown[] | null {
  const whole = parsed(text);
  if (whole !== undefined) return Array.isArray(whole) ? whole : [whole];
  const parts = text.split(/(?<=^\}),?\s*$(?=\s*^\{)/m).map((part) => part.trim()).filter((part) =>
    part !== ""
  );
  const byBraces = parts.map(parsed);
  if (byBraces.every((part) => part !== undefined)) return byBraces;
  const byLines = text.split("\n").map((line) => line.trim()).filter((line) => line !== "").map(parsed);
  return byLines.every((line) => line !== undefined) ? byLines : null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `iperf3 --json-stream` writes the start and the end of a run as events. */
function withEvents(documents: readonly unknown[]): unknown[] {
  const runs: unknown[] = [];
  let start: unknown;
  for (const document of documents) {
    const { event, data } = typeof document === "object" && document !== null
      ? document as { event?: unknown; data?: unknown }
      : {};
    if (event === "start") start = data;
    else if (event === "end") runs.push({ start, end: data });
    else if (event === undefined) runs.push(document);
  }
  return runs;
}
