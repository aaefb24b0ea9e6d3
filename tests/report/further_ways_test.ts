import { assertEquals, assertMatch } from "@std/assert";
import { analyze } from "../../report/analyze.ts";
import { loaded, madeUpRows, type MadeUpSweep } from "./made_up_trials.ts";

const KIB = 1024;

function further(sweep: MadeUpSweep) {
  return analyze(loaded(madeUpRows(sweep))).findings.slice(6);
}

Deno.test("what io_uring gains is told against the same call, with how many messages were handed over at a time", () => {
  const modes = {
    "one-copy": () => 10,
    "uring-send": (size: number) => size < 4 * KIB ? 25 : size > 64 * KIB ? 8 : 10,
  };
  const columns = ({ mode }: { mode: string | null }) => ({ queue_depth: mode === "uring-send" ? 32 : null });
  const [finding, ...others] = further({
    modes,
    sizes: [64, KIB, 16 * KIB, 256 * KIB],
    noise: 0.02,
    columns,
  });
  assertEquals([finding?.question, finding?.measurable, others], [7, true, []]);
  assertMatch(
    finding!.answer,
    /^uring-send \(32 at a time at most\) against one-copy, of 4 configurations: faster in 2 \(64 B and 1 KiB: 2\.\d+× to 2\.\d+×\), slower in 1 \(256 KiB: −2\d %\), undecided in 1\.$/,
  );
  assertMatch(finding!.evidence[0]!.text, /^uring-send against one-copy: throughput, 1 thread: 64 B /);
});

Deno.test("modes whose zero-copy was copied are named so, and what CPU they spend is told", () => {
  const modes = { "zero-copy": () => 5, "uring-zero-copy": () => 8 };
  const columns = ({ mode }: { mode: string | null }) => ({
    cpu_ns_per_byte: mode === "zero-copy" ? 3 : 1.5,
  });
  const [finding] = further({ modes, sizes: [64], columns });
  assertMatch(
    finding!.answer,
    /^uring-zero-copy \(copied\) against zero-copy \(copied\), of 1 configuration: faster in 1 \(64 B: \+\d+ %\); CPU per byte: less in 1 \(64 B: 0\.5×\)\.$/,
  );
});

Deno.test("sendfile is held against one send of one buffer; without that there is nothing to compare it with", () => {
  const [saved] = further({ modes: { contiguous: () => 10, sendfile: () => 15 }, sizes: [KIB] });
  assertEquals(saved?.question, 8);
  assertMatch(
    saved!.answer,
    /^sendfile against contiguous, of 1 configuration: faster in 1 \(1 KiB: \+\d+ %\)\.$/,
  );
  const [alone] = further({ modes: { "two-copy": () => 10, sendfile: () => 15 } });
  assertMatch(
    alone!.answer,
    /^not measurable here, because these results have no pair to compare: sendfile with/,
  );
  const [few] = further({ modes: { contiguous: () => 10, sendfile: () => 15 }, repeats: 3 });
  assertMatch(few!.answer, /^not measurable here, because no configuration has the six repeats/);
});

Deno.test("results without these modes are asked six questions", () => {
  assertEquals(further({ modes: { "two-copy": () => 10, "one-copy": () => 12 } }), []);
});
