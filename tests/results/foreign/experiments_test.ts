import { assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { convertedHeader } from "../../../results/foreign/converted.ts";
import { linesOf, readText } from "./field_files.ts";
import { cases, SEED } from "./hostile.ts";
import { MADE_ROWS, type MadeRow, madeTable } from "./made_table.ts";

/** How an author writes one quantity: the header, and the number for a value in netio's unit. */
interface Writing {
  readonly header: string;
  readonly write: (value: number) => string;
  readonly hasUnit: boolean;
}

const writing = (header: string, factor: number, hasUnit = true): Writing => ({
  header,
  write: (value) => String(Number((value * factor).toPrecision(9))),
  hasUnit,
});

const throughputs = fc.constantFrom(
  writing("throughput_gbps", 1),
  writing("Throughput (Mbit/s)", 1000),
  writing("total_mbps", 1000),
  writing("Bandwidth MB/s", 125),
  writing("Throughput", 1, false),
  writing("tput", 1000, false),
);
const latencies = fc.constantFrom(
  writing("avg_latency_us", 1),
  writing("Latency(ns)", 1000),
  writing("LatencyMs", 1e-3),
  writing("Latency", 1, false),
);
const sizes = fc.constantFrom("msg_size", "MessageSize", "Message Size (bytes)", "payload");
const threads = fc.constantFrom("num_threads", "NumThreads", "Workers", "connections");
const modeNames = fc.constantFrom(
  ["A1", "A2", "A3"],
  ["two_copy", "one_copy", "zero_copy"],
  ["A1_TwoCopy", "A2_OneCopy", "A3_ZeroCopy"],
  ["0", "1", "2"],
  ["1", "2", "3"],
);
const MODES = ["two-copy", "one-copy", "zero-copy"];

Deno.test("an experiment is read right however its author writes it, and once more when it was converted", () => {
  const author = fc.record({
    throughputs,
    latency: fc.option(latencies),
    isPerConnection: fc.boolean(),
    isField: fc.boolean(),
    sizes,
    threads,
    modeNames,
    hasBytes: fc.boolean(),
    seconds: fc.option(fc.constantFrom(2, 10, 30)),
    runs: fc.constantFrom(1, 2, 3),
    kinds: fc.constantFrom(null, ["throughput", "latency"], ["on", "off"]),
  });
  fc.assert(
    fc.property(author, (how) => {
      const isTold = how.throughputs.hasUnit || how.latency?.hasUnit ||
        (how.hasBytes && how.seconds !== null);
      fc.pre(Boolean(isTold));
      const isField = how.isField && how.latency !== null;
      const us = ({ size, gbps, threads }: MadeRow) =>
        size * (isField ? 8 : 1) * 8 / gbps / 1e3 * (how.isPerConnection ? threads : 1);
      const rows = MADE_ROWS.flatMap((row) =>
        Array(how.runs * (how.kinds?.length ?? 1)).fill(row) as MadeRow[]
      );
      const kinds = how.kinds;
      const text = madeTable({
        [how.throughputs.header]: ({ gbps }) => how.throughputs.write(gbps),
        ...(how.latency ? { [how.latency.header]: (row) => how.latency!.write(us(row)) } : {}),
        ...(how.hasBytes
          ? { TotalBytes: ({ gbps }) => Math.round(gbps * 1.25e8 * (how.seconds ?? 10)) }
          : {}),
        ...(how.seconds === null ? {} : { elapsed: () => how.seconds! }),
        ...(kinds === null ? {} : { what: (_, i) => kinds[i % kinds.length]! }),
        cpu_cycles: (_, i) => 1e9 + i * i * i % 977 * 1e6,
      }, rows).replace("mode,msg_size,threads", `Impl,${how.sizes},${how.threads}`)
        .replaceAll(/^A([123]),/gm, (_, number) => `${how.modeNames[Number(number) - 1]},`);
      const read = readText(text);
      assertEquals(read.rows.length, rows.length);
      read.rows.forEach((row, i) => {
        const meant = rows[i]!;
        assertEquals([row.mode, row.message_bytes, row.threads], [
          MODES[Number(meant.mode[1]) - 1]!,
          meant.size * (isField ? 8 : 1),
          meant.threads,
        ]);
        assertAlmostEquals(row.throughput_gbps!, meant.gbps, meant.gbps * 1e-6);
        if (how.latency !== null) assertAlmostEquals(row.latency_mean_us!, us(meant), us(meant) * 1e-6);
        if (how.hasBytes || how.seconds !== null) {
          assertEquals((row.cycles_per_byte ?? 0) > 0, how.hasBytes || how.seconds !== null);
        }
        assertEquals(row.repeat, Math.floor((i % (how.runs * (kinds?.length ?? 1))) / (kinds?.length ?? 1)));
      });
      const lines = linesOf(read);
      assertEquals(linesOf(readText(convertedHeader() + lines.join(""))), lines);
    }),
    { numRuns: cases(60), seed: SEED },
  );
});
