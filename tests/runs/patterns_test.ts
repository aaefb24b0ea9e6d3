/** Sweeps of either pattern with the options that change what is sent: each figure in its column. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { decodeFromCompressedBase64 } from "hdr-histogram-js";
import { join } from "node:path";
import { fromJson } from "../../results/json.ts";
import { withoutRedone } from "../../results/redone.ts";
import { planSchema } from "../../sweep/plan.ts";
import { netio, rowsIn, type Run, withDirectory } from "../cli/program.ts";
import { assertWrongUsage } from "../cli/wrong_usage.ts";
import { figuresOf, present } from "../present.ts";
import { keyOf, plannedKeysOf } from "./resuming.ts";
import type { Rows } from "../../results/table/rows.ts";

/** The warm-up is longer than TCP's least retransmission time-out: a stall in slow start is over when the window opens. */
const BRIEF = ["--threads", "1", "--duration", "100ms", "--warmup", "250ms", "--no-plots", "--no-report"];
const PERCENTILES = ["latency_p50_us", "latency_p90_us", "latency_p99_us", "latency_p99_9_us"] as const;

async function sweep(
  args: readonly string[],
  use: (run: Run, rows: Rows, directory: string) => void,
) {
  await withDirectory(async (parent) => {
    const out = join(parent, "r");
    const run = await netio("sweep", ...BRIEF, ...args, "--out", out);
    use(run, withoutRedone(rowsIn(out)), out);
  });
}

Deno.test("rr fills the percentile columns, and histograms.json holds what they come from", async () => {
  await sweep(
    ["--pattern", "rr", "--modes", "A2,A3", "--sizes", "64,64Ki", "--repeats", "1"],
    (run, rows, out) => {
      assertEquals(run.code, 0, run.stderr);
      assertEquals(rows.length, 4);
      const { trials } = JSON.parse(Deno.readTextFileSync(join(out, "histograms.json")));
      for (const row of rows) {
        assertEquals([row.latency_kind, row.nodelay, row.pattern], ["rtt", "on", "rr"]);
        const { rtt } = trials.find(({ trial }: { trial: number }) => trial === row.trial);
        const decoded = decodeFromCompressedBase64(rtt, 32, false);
        const [messages, threads] = figuresOf(row, ["messages", "threads"]);
        assertEquals(decoded.totalCount, messages - threads, "each connection's first is left out");
        assertEquals(decoded.getValueAtPercentile(50) / 1e3, row.latency_p50_us);
        assertEquals(decoded.getValueAtPercentile(100) / 1e3, row.latency_max_us);
        const [p50, p90, p99, p99_9] = figuresOf(row, PERCENTILES);
        assert(p50 <= p90 && p90 <= p99 && p99 <= p99_9, `${[p50, p90, p99, p99_9]}`);
        assertEquals(row.send_call_p50_us, null);
      }
      assertMatch(run.stdout, /^size × threads +mode +µs /);
      assertStringIncludes(run.stdout, "By median round trip");
    },
  );
});

Deno.test("stream has send calls, zero-copy completions, and no round trips", async () => {
  await sweep(["--modes", "A2,A3", "--sizes", "64Ki", "--repeats", "1"], (_run, rows) => {
    assertEquals(rows.length, 2);
    for (const row of rows) {
      assertEquals([row.latency_kind, row.nodelay, row.latency_p50_us], ["interval", "off", null]);
      const [p50, p99] = figuresOf(row, ["send_call_p50_us", "send_call_p99_us"]);
      assert(p50 > 0 && p99 >= p50, `${p50}, ${p99}`);
      assertEquals(row.zc_completion_p50_us !== null, row.mode === "zero-copy");
      assertEquals([row.reap_every, row.pool_depth], [row.mode === "zero-copy" ? 32 : null, null]);
    }
  });
});

Deno.test("socket options are set, read back and kept in the row, and so is a working set", async () => {
  const options = ["--nodelay", "on", "--sndbuf", "64Ki", "--rcvbuf", "32Ki", "--mss", "1000"];
  const memory = ["--align", "64", "--working-set", "1Mi"];
  await sweep(["--modes", "A2", "--sizes", "1Ki", "--repeats", "1", ...options, ...memory], (_run, [row]) => {
    assertEquals([row!.nodelay, row!.sndbuf, row!.rcvbuf], ["on", 131072, 65536]);
    assertEquals([row!.align, row!.working_set], [64, 1024 * 1024]);
    const [mss, bytesPerSegment] = figuresOf(row!, ["mss", "bytes_per_segment"]);
    assert(mss <= 1000 && bytesPerSegment <= 1000, `MSS ${mss}, ${bytesPerSegment} bytes per segment`);
  });
});

Deno.test("a receive buffer of 4 KiB makes the row receiver-limited", async () => {
  await sweep(["--modes", "A2", "--sizes", "64Ki", "--repeats", "1", "--rcvbuf", "4Ki"], (_run, [row]) => {
    assert(present(row!.rwnd_limited_pct) > 50, `${row!.rwnd_limited_pct} %`);
    assertStringIncludes(row!.warnings!, "receiver-limited");
  });
});

Deno.test("--until-ci adds blocks up to --max-repeats and tells the cells that did not get there", async () => {
  const options = ["--repeats", "2", "--until-ci", "0.1%", "--max-repeats", "6", "--tables", "all"];
  await sweep(["--modes", "A1,A2", "--sizes", "1Ki", ...options], (run, rows) => {
    assertEquals(rows.length, 12);
    assertStringIncludes(run.stdout, "--until-ci: 2 of 2 configurations are not within ±0.1 %");
    assertMatch(run.stdout, /the limit was\s+--max-repeats 6/);
    for (const part of ["Time per message (µs)", "95 % CI", "throughput change (paired)"]) {
      assertStringIncludes(run.stdout, part);
    }
    assertStringIncludes(run.stdout, "1 comparison; expected false positives: ");
  });
});

Deno.test("--verify marks its rows, counts them for nothing, and says that all arrived", async () => {
  const options = ["--verify", "--pool-depth", "2", "--reap-every", "4"];
  await sweep(["--modes", "A2,A3", "--sizes", "16Ki", "--repeats", "1", ...options], (run, rows, out) => {
    assertEquals(run.code, 0, run.stderr);
    assertEquals(rows.map(({ verify, pool_depth }) => [verify, pool_depth]), [["on", 2], ["on", 2]]);
    assertEquals(rows.map(({ reap_every }) => reap_every).sort(), [4, null]);
    assertStringIncludes(run.stdout, "Answer: every message arrived as it was sent.");
    const [header, record] = Deno.readTextFileSync(join(out, "summary.csv")).split("\n").map((line) =>
      line.split(",")
    );
    assertEquals(record![header!.indexOf("n")], "0");
  });
});

for (
  const [args, message] of [
    [["--pool-depth", "3"], "--pool-depth needs --verify"],
    [["--max-repeats", "9"], "--max-repeats needs --until-ci"],
    [
      ["--until-ci", "3%", "--max-repeats", "3", "--repeats", "7"],
      "--max-repeats 3 is less than --repeats 7",
    ],
    [["--until-ci", "3"], "--until-ci 3: expected a percentage"],
    [["--verify", "--pattern", "rr"], "--verify and --pattern rr are mutually exclusive"],
    [["--sndbuf", "100"], "--sndbuf 100: a size is 4 KiB to 1 GiB"],
    [["--mss", "50"], "--mss 50: expected a whole number from 88 to 32767"],
    [["--nodelay", "yes"], "--nodelay yes: expected one of auto, on, off"],
    [["--working-set", "1Ki"], "--working-set 1Ki: a size is 4 KiB to 16 GiB"],
  ] as const
) {
  Deno.test(`${args.join(" ")} is refused in one line`, async () => {
    assertEquals((await assertWrongUsage(["sweep", ...args], [message])).split("\n").length, 1);
  });
}

const CROSSED = ["--rx", "recv,recvmsg", "--rate", "100M,200M"];
const SWEEP = [
  ...["sweep", ...CROSSED, "--modes", "A1,A2", "--sizes", "16Ki", "--threads", "1", "--repeats", "1"],
  ...["--duration", "100ms", "--warmup", "50ms", "--no-plots", "--no-report"],
];

Deno.test("each mode is measured with each receive strategy at each rate, and a resumed sweep knows which", async () => {
  await withDirectory(async (parent) => {
    const out = join(parent, "r");
    const { code, stdout, stderr } = await netio(...SWEEP, "--out", out);
    assertEquals(code, 0, stderr);
    assertMatch(stderr, /^4 trials, about /);
    assertMatch(stderr, /^\[1\/4\] 16 KiB × 1, recv(msg)?, at 0\.[12] Gbit\/s: two-copy /m);
    assert(
      !["█", "░", "\x1B"].some((mark) => stderr.includes(mark)),
      "plain lines where there is no terminal",
    );
    const plan = planSchema.parse(fromJson(Deno.readTextFileSync(join(out, "plan.json"))));
    assertEquals([plan.rx, plan.rateBps], [["recv", "recvmsg"], [1e8, 2e8]]);
    const tried = rowsIn(out), rows = withoutRedone(tried), planned = plannedKeysOf(out);
    assertEquals(tried.slice(0, planned.length).map(keyOf), planned);
    assertEquals(rows.length, 8);
    for (const row of rows) {
      assertEquals([row.status, present(row.throughput_gbps) > 0], ["ok", true]);
    }
    assertStringIncludes(stdout, "Answer: recvmsg, at 0.2 Gbit/s: By CPU time per byte, ");

    const lines = Deno.readTextFileSync(join(out, "trials.csv")).split("\r\n");
    Deno.writeTextFileSync(join(out, "trials.csv"), [...lines.slice(0, 5), ""].join("\r\n"));
    const resumed = await netio("sweep", "--resume", out, ...CROSSED, "--dry-run");
    assertMatch(resumed.stdout, /^2 of 4 trials, about /);
  });
});
