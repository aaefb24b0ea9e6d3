/**
 * What it costs to count a latency, and that it allocates nothing: netio's own counts beside `hdr-histogram-js`, which
 * reads them afterwards.
 */
import { build, initWebAssemblySync } from "hdr-histogram-js";
import { LatencyCounts } from "../stats/latency_counts.ts";

/** Costs of one recording. */
export interface RecordingCost {
  readonly name: string;
  readonly nsPerRecord: number;
  /** Growth of the heap over all recordings, bytes: a few hundred are the measurement's own. */
  readonly heapBytes: number;
}

const RECORDS = 2_000_000;
const PASSES = 5;

/** Measures each way of recording; takes about two seconds. */
export function measureRecording(): RecordingCost[] {
  initWebAssemblySync();
  const hdr = (useWebAssembly: boolean) =>
    build({ bitBucketSize: 32, autoResize: false, highestTrackableValue: 2 ** 43, useWebAssembly });
  const [own, wasm, plain] = [new LatencyCounts(), hdr(true), hdr(false)];
  return [
    measure("netio's counts", (ns) => own.record(ns)),
    measure("hdr-histogram-js, WebAssembly", (ns) => wasm.recordValue(ns)),
    measure("hdr-histogram-js, JavaScript", (ns) => plain.recordValue(ns)),
  ];
}

/** The least of several passes over latencies from 5 to 70 µs. */
function measure(name: string, record: (ns: number) => void): RecordingCost {
  let nsPerRecord = Infinity, heapBytes = Infinity;
  for (let pass = 0; pass < PASSES; pass++) {
    const heap = Deno.memoryUsage().heapUsed, start = performance.now();
    let state = 1;
    for (let i = 0; i < RECORDS; i++) {
      state = Math.imul(state, 1103515245) + 12345;
      record(5000 + (state >>> 16));
    }
    nsPerRecord = Math.min(nsPerRecord, 1e6 * (performance.now() - start) / RECORDS);
    heapBytes = Math.min(heapBytes, Math.max(0, Deno.memoryUsage().heapUsed - heap));
  }
  return { name, nsPerRecord, heapBytes };
}
