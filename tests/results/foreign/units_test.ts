import { assert, assertAlmostEquals, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { CsvError } from "../../../results/csv.ts";
import { readText, table } from "./field_files.ts";
import { MADE_ROWS, type MadeRow, madeTable } from "./made_table.ts";

/** µs for each message of all threads together. */
const latencyUs = ({ size, gbps }: MadeRow) => size * 8 / gbps / 1e3;
const perConnectionUs = (row: MadeRow) => latencyUs(row) * row.threads;
const bytesIn = (seconds: number) => ({ gbps }: MadeRow) => Math.round(gbps * 1e9 / 8 * seconds);

/** Whether the throughput that is read is the one that was meant. */
function assertThroughput(text: string, note: string): void {
  const { rows, notes } = readText(text);
  rows.forEach((row, i) =>
    assertAlmostEquals(row.throughput_gbps ?? 0, MADE_ROWS[i]!.gbps, MADE_ROWS[i]!.gbps * 1e-3)
  );
  assertStringIncludes(notes.join("\n"), note);
}

Deno.test("a throughput without a unit is told by the latency", () => {
  const units: [unit: string, perGbps: number][] = [["Gbit/s", 1], ["Mbit/s", 1000], ["Gbyte/s", 1 / 8], [
    "Mbyte/s",
    125,
  ]];
  for (const [unit, perGbps] of units) {
    for (const latency of [latencyUs, perConnectionUs]) {
      const text = madeTable({
        throughput: ({ gbps }) => (gbps * perGbps).toFixed(5),
        latency_us: (row) => latency(row).toFixed(4),
      });
      assertThroughput(
        text,
        `column throughput in ${unit}: so latency × throughput agrees with the message size`,
      );
    }
  }
});

Deno.test("a throughput without a unit is told by bytes and time", () => {
  for (
    const [unit, perGbps] of [["Gbit/s", 1], ["Mbit/s", 1000], ["Mbyte/s", 125], [
      "Miyte/s".replace("iy", "iby"),
      1e9 / 8 / 2 ** 20,
    ]] as const
  ) {
    assertThroughput(
      madeTable({
        tput: ({ gbps }) => (gbps * perGbps).toFixed(5),
        total_bytes: bytesIn(10),
        duration_s: () => 10,
      }),
      `column tput is in ${unit}: bytes ÷ time is`,
    );
  }
});

Deno.test("a throughput without a unit is told by bytes of a whole number of seconds", () => {
  assertThroughput(
    madeTable({ tput: ({ gbps }) => (gbps * 1000).toFixed(3), total_bytes: bytesIn(10) }),
    "column tput is in Mbit/s: so bytes ÷ throughput is 10 s in every row",
  );
});

Deno.test("a throughput whose unit nothing tells is refused, with what it could be", () => {
  assertThrows(
    () => readText(madeTable({ throughput: ({ gbps }) => gbps })),
    CsvError,
    "column throughput has no unit (Gbit/s, Mbit/s, Gbyte/s, Mbyte/s …), and the file has no latency, nor bytes with a duration",
  );
  assertThrows(
    () => readText(madeTable({ Throughput_GBPS: ({ gbps }) => gbps })),
    CsvError,
    "column Throughput_GBPS could be in Gbit/s or in Gbyte/s, and nothing in the file tells which",
  );
});

Deno.test("of capitals that could be bits or bytes the arithmetic tells which", () => {
  assertThroughput(
    madeTable({
      THROUGHPUT_GBPS: ({ gbps }) => (gbps / 8).toFixed(6),
      latency_us: (row) => latencyUs(row).toFixed(4),
    }),
    "column THROUGHPUT_GBPS in Gbyte/s",
  );
});

Deno.test("a latency without a unit is told by the throughput, or not used", () => {
  for (const [unit, factor] of [["µs", 1], ["ms", 1e-3], ["ns", 1e3], ["s", 1e-6]] as const) {
    const { rows, notes } = readText(
      madeTable({ gbps: ({ gbps }) => gbps, Latency: (row) => latencyUs(row) * factor }),
    );
    assertAlmostEquals(rows.at(5)?.latency_mean_us ?? 0, latencyUs(MADE_ROWS[5]!), 1e-6);
    assertStringIncludes(notes.join("\n"), `column Latency in ${unit}: so latency × throughput agrees`);
  }
  const inTurns = Array.from({ length: 2000 }, (_, i) => {
    const gbps = 1 + (i % 97) / 10, latency = i % 2 === 0 ? "" : String(64 * 8 / gbps / 1e3);
    return `A${1 + i % 2},64,1,${gbps},${latency}`;
  });
  const half = readText(table("mode,size,threads,throughput,latency", ...inTurns));
  assertStringIncludes(
    half.notes.join("\n"),
    "latency × throughput agrees with the message size in 1000 rows",
  );
  const alone = readText(madeTable({ gbps: ({ gbps }) => gbps, Latency: (_, i) => 3 + i * i }));
  assert(alone.rows.every((row) => row.latency_mean_us === null && row.throughput_gbps !== null));
  assertStringIncludes(alone.notes.join(), "column Latency is not used: it has no unit");
});

Deno.test("a time that may be of a message or of the run is a latency where times the throughput it is the size", () => {
  const timed = (us: (row: MadeRow) => number) => readText(madeTable({ gbps: ({ gbps }) => gbps, us }));
  const latency = timed(perConnectionUs);
  assertAlmostEquals(latency.rows.at(3)?.latency_mean_us ?? 0, perConnectionUs(MADE_ROWS[3]!), 1e-6);
  assertStringIncludes(
    latency.notes.join("\n"),
    "column us is read as latency_mean_us, since us × throughput agrees with the message size",
  );
  const other = timed(({ gbps }) => 1e6 + gbps);
  assertEquals([other.rows.at(3)?.latency_mean_us, other.rows.at(3)?.duration_s], [null, null]);
  assertStringIncludes(
    other.notes.join("\n"),
    "column us is not used: it could be latency_mean_us or duration_s; give it a name that says which",
  );
  const messages = { messages: ({ size }: MadeRow) => 1e9 / size, time_ms: () => 500 };
  const run = readText(madeTable({ ...messages, gbps: () => 16 }));
  assertEquals([run.rows.at(3)?.latency_mean_us, run.rows.at(3)?.duration_s], [null, 0.5]);
  assertStringIncludes(
    run.notes.join("\n"),
    "column time_ms is read as duration_s, since the messages that were sent are here too",
  );
});

Deno.test("units that could be others just as well are named", () => {
  const { notes } = readText(madeTable({ Throughput: ({ gbps }) => gbps, Latency: latencyUs }));
  assertStringIncludes(
    notes.join(),
    "(as it would in ms with Mbit/s, or in s with kbit/s, or in µs with Gbyte/s and sizes of one of 8 fields",
  );
});

Deno.test("a duration without a unit is told by bytes ÷ throughput, else taken for seconds where it may be", () => {
  const inMs = readText(
    madeTable({ gbps: ({ gbps }) => gbps, bytes_sent: bytesIn(2), TimeElapsed: () => 2000 }),
  );
  assertEquals(inMs.rows.at(0)?.duration_s, 2);
  assertStringIncludes(inMs.notes.join(), "column TimeElapsed is in ms");
  const alone = readText(madeTable({ gbps: ({ gbps }) => gbps, TimeElapsed: () => 5.01 }));
  assertEquals(alone.rows.at(0)?.duration_s, 5.01);
  assertStringIncludes(alone.notes.join(), "has no unit and is taken for seconds");
  const odd = readText(madeTable({ gbps: ({ gbps }) => gbps, TimeElapsed: () => 5e6 }));
  assertEquals(odd.rows.at(0)?.duration_s, null);
});

Deno.test("of a planned and a measured duration the one counts that bytes and throughput agree with", () => {
  const { rows, notes } = readText(madeTable({
    gbps: ({ gbps }) => gbps,
    total_bytes: bytesIn(9.5),
    duration_s: () => 10,
    time_elapsed_s: () => 9.5,
  }));
  assertEquals(rows.at(0)?.duration_s, 9.5);
  assertStringIncludes(notes.join(), "columns that are not used: duration_s");
});

Deno.test("amounts in GB are of 1000 × 1000 × 1000 where throughput × time says so", () => {
  const amounts = (factor: number) =>
    readText(madeTable({
      gbps: ({ gbps }) => gbps,
      total_gb: (row) => (bytesIn(10)(row) / factor).toFixed(4),
      duration_s: () => 10,
    }));
  const [decimal, binary] = [amounts(1e9), amounts(2 ** 30)];
  assertAlmostEquals(decimal.rows.at(47)?.bytes ?? 0, bytesIn(10)(MADE_ROWS[47]!), 1e5);
  assertStringIncludes(
    decimal.notes.join("\n"),
    "column total_gb counts GB of 1,000,000,000 bytes, so that bytes ÷ time is the throughput",
  );
  assertAlmostEquals(binary.rows.at(47)?.bytes ?? 0, bytesIn(10)(MADE_ROWS[47]!), 1e5);
  assertStringIncludes(binary.notes.join("\n"), "column total_gb counts GB of 1,073,741,824 bytes");
});

Deno.test("a name that tells the wrong unit is corrected where two calculations say so, and told where one does", () => {
  const both = { throughput_gbps: ({ gbps }: MadeRow) => gbps * 1000, latency_us: latencyUs };
  const corrected = readText(madeTable({ ...both, total_bytes: bytesIn(10), duration_s: () => 10 }));
  assertAlmostEquals(corrected.rows.at(3)?.throughput_gbps ?? 0, MADE_ROWS[3]!.gbps, 1e-9);
  assertStringIncludes(corrected.notes.join(), "throughput_gbps is read as Mbit/s, against its name");
  const told = readText(madeTable(both));
  assertAlmostEquals(told.rows.at(3)?.throughput_gbps ?? 0, MADE_ROWS[3]!.gbps * 1000, 1e-6);
  assertStringIncludes(
    told.notes.join(),
    "latency × throughput ÷ size is 1000 in all 48 rows: latency_us, throughput_gbps or msg_size is not in the unit of its name",
  );
});

Deno.test("percentiles without a unit have the mean's, or are not used", () => {
  const like = {
    gbps: ({ gbps }: MadeRow) => gbps,
    latency: latencyUs,
    "p99 latency": (row: MadeRow) => 3 * latencyUs(row),
  };
  assertAlmostEquals(
    readText(madeTable(like)).rows.at(7)?.latency_p99_us ?? 0,
    3 * latencyUs(MADE_ROWS[7]!),
    1e-6,
  );
  const alone = readText(madeTable({ gbps: like.gbps, "p99 latency": () => 7 }));
  assertEquals(alone.rows.at(0)?.latency_p99_us, null);
  assertStringIncludes(alone.notes.join(), "column p99 latency is not used: it has no unit");
});

Deno.test("sizes without a unit are in KiB where latency × throughput says so", () => {
  const text = madeTable({
    "gbps": ({ gbps }) => gbps,
    latency_us: ({ size, gbps }) => size * 1024 * 8 / gbps / 1e3,
  });
  const { rows, notes } = readText(text);
  assertEquals(rows.at(0)?.message_bytes, 64 * 1024);
  assertStringIncludes(
    notes.join(),
    "msg_size is in KiB: latency × throughput ÷ size is 1024 in all 48 rows",
  );
  assertEquals(readText(text.replace("msg_size", "msg_bytes")).rows.at(0)?.message_bytes, 64);
});

Deno.test("figures of too few digits hide no unit: the others tell it", () => {
  const { rows, notes } = readText(madeTable({
    Throughput: ({ gbps }) => gbps.toFixed(2),
    Latency: (row) => latencyUs(row).toFixed(1),
  }));
  assertEquals(rows.at(0)?.throughput_gbps, Number(MADE_ROWS[0]!.gbps.toFixed(2)));
  assertStringIncludes(notes.join(), "column Throughput in Gbit/s and column Latency in µs");
});
