/** Figures that can hardly be what they are called. They stay as they are, with a note. */
import { asksForZeroCopy } from "../../mode_catalogue.ts";
import { bytesText, integerText, threadsText } from "../../number_text.ts";
import { countText } from "../../words.ts";
import { gathered, inPlaces } from "../../row_groups.ts";
import { shownList } from "../../safe_text.ts";
import { type ForeignRow, type NameOf, sentences } from "../foreign_row.ts";
import type { Rows } from "../../table/rows.ts";

/** Memory is not written faster by one thread. */
const MOST_GBPS_A_THREAD = 2000;
/** A system call takes longer. */
const LEAST_LATENCY_US = 0.01;
/** As much as one takes at the least. */
const LEAST_CYCLES = 1000;

/** Figures that nothing on Linux reaches: their unit is not that of their name, and which it is the file does not say. */
export function checkImpossible(rows: Rows<ForeignRow>, nameOf: NameOf): string[] {
  const fast = rows.filter(({ throughput_gbps, threads }) =>
    (throughput_gbps ?? 0) > MOST_GBPS_A_THREAD * (threads ?? 1)
  );
  const short = rows.filter(({ latency_mean_us, threads }) =>
    latency_mean_us !== null && latency_mean_us * (threads ?? 1) < LEAST_LATENCY_US
  );
  const many = rows.filter(({ throughput_gbps, message_bytes, threads }) =>
    throughput_gbps !== null && throughput_gbps <= MOST_GBPS_A_THREAD * (threads ?? 1) &&
    (message_bytes ?? 0) * 8 / 1e3 / throughput_gbps * (threads ?? 1) < LEAST_LATENCY_US
  );
  const few = rows.filter(({ throughput_gbps, totals }) =>
    throughput_gbps !== null && totals.cycles !== undefined && totals.cycles < LEAST_CYCLES
  );
  return sentences(
    fast.length > 0 &&
      `${nameOf("throughput_gbps")} is more than ${MOST_GBPS_A_THREAD} Gbit/s a thread in ${
        countText(fast.length, "row")
      }, which no memory is capable of: is it in the unit of its name?`,
    short.length > 0 &&
      `${nameOf("latency_mean_us")} is less than 10 ns in ${
        countText(short.length, "row")
      }, which is shorter than a system call: is it in the unit of its name?`,
    many.length > 0 &&
      `${nameOf("message_bytes")} ÷ ${
        nameOf("throughput_gbps")
      } is less than 10 ns for each message of a thread in ${
        countText(many.length, "row")
      }, which is shorter than a system call: are sizes in KiB?`,
    few.length > 0 &&
      `${nameOf("cycles")} is less than ${integerText(LEAST_CYCLES)} in ${
        countText(few.length, "row")
      }, which is fewer than one system call takes: in which unit is it?`,
  );
}

const NEXT_TO_NOTHING = 0.01;
const SMALL_BYTES = 4096;

/** Zero-copy that sends next to nothing where a plain send sends much: a program that waits for each completion. */
export function checkWaiting(rows: Rows<ForeignRow>, nameOf: NameOf): string[] {
  const slow = fastestOfSmall(rows).flatMap(({ first, asking, plain }) => {
    const { message_bytes, threads, pattern } = first;
    const isSlow = asking > 0 && asking < NEXT_TO_NOTHING * plain;
    return isSlow && pattern !== "rr" ? [`${bytesText(message_bytes!)} × ${threadsText(threads!)}`] : [];
  });
  return sentences(
    slow.length > 0 &&
      `${nameOf("throughput_gbps")} with zero-copy is under 1 % of a plain send's at small sizes (${
        shownList(slow, 4)
      }): a program that waits for each completion?`,
  );
}

/** The highest throughput in a place, Gbit/s; 0 where none was measured. */
interface Fastest {
  readonly first: ForeignRow;
  /** With zero-copy. */
  asking: number;
  /** Without. */
  plain: number;
}

function fastestOfSmall(rows: Rows<ForeignRow>): Fastest[] {
  const begin = (first: ForeignRow): Fastest => ({ first, asking: 0, plain: 0 });
  return gathered(smallOf(rows), inPlaces(), begin, (place, { mode, throughput_gbps }) => {
    const kind = asksForZeroCopy(mode ?? "") ? "asking" : "plain";
    place[kind] = Math.max(place[kind], throughput_gbps ?? 0);
  });
}

function* smallOf(rows: Rows<ForeignRow>): Generator<ForeignRow> {
  for (const row of rows) if ((row.message_bytes ?? 0) <= SMALL_BYTES) yield row;
}
