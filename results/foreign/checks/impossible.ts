/** Figures that nothing on Linux reaches: their unit is not that of their name. */
import type { DraftRow, NameOf } from "../draft.ts";
import { rowsText } from "../safe_text.ts";

/** Memory is not written faster by one thread. */
const MOST_GBPS_A_THREAD = 2000;
/** A system call takes longer. */
const LEAST_LATENCY_US = 0.01;

/** A note for each; which unit it is the file does not say. */
export function checkImpossible(rows: readonly DraftRow[], nameOf: NameOf): string[] {
  const fast = rows.filter(({ throughput_gbps, threads }) =>
    (throughput_gbps ?? 0) > MOST_GBPS_A_THREAD * (threads ?? 1)
  );
  const short = rows.filter(({ latency_mean_us, threads }) =>
    latency_mean_us !== null && latency_mean_us * (threads ?? 1) < LEAST_LATENCY_US
  );
  return [
    ...(fast.length === 0 ? [] : [
      `${nameOf("throughput_gbps")} is more than ${MOST_GBPS_A_THREAD} Gbit/s a thread in ${
        rowsText(fast.length)
      }, which no memory is capable of: is it in the unit of its name?`,
    ]),
    ...(short.length === 0 ? [] : [
      `${nameOf("latency_mean_us")} is less than 10 ns in ${
        rowsText(short.length)
      }, which is shorter than a system call: is it in the unit of its name?`,
    ]),
  ];
}
