/** Options that don't go together, with each other or with the plan that is saved. */
import { assertEquals, assertThrows } from "@std/assert";
import { join } from "node:path";
import { parseCommandArguments } from "../../../cli/options/parse.ts";
import { planConflicts } from "../../../cli/options/plan_conflicts.ts";
import { PRESETS } from "../../../cli/options/presets.ts";
import { SWEEP_OPTIONS } from "../../../cli/options/sweep_command_options.ts";
import { planFrom } from "../../../cli/options/sweep_options.ts";
import { plannedSweep } from "../../../cli/sweep_target.ts";
import { announcement } from "../../../cli/text/sweep_text.ts";
import { UsageError } from "../../../cli/usage_error.ts";
import { toJson } from "../../../results/json.ts";
import { PLAN_FILE } from "../../../results/storage.ts";
import { withDirectory } from "../program.ts";

const COMMAND = { name: "sweep", options: SWEEP_OPTIONS, positionals: { usage: "", min: 0, max: 0 } };

function givenBy(line: string) {
  return parseCommandArguments(COMMAND, line.split(" ").filter((word) => word !== "")).given;
}

/** What the options of a second command line ask for otherwise than those of a first. */
function conflicts(first: string, second: string): string[] {
  return planConflicts(planFrom(givenBy(first)), givenBy(second));
}

const FIRST = [
  "--duration 200ms --sizes 64,4KiB --threads 1-3 --modes A1,A2 --seed 7 --pin tx=0,rx=1 --mss 536",
  "--topology netns --mtu 9000",
  "--connect [::1]:5201 --direction client --timeout 10s",
  "--until-ci 3% --max-time 10m",
  "--verify --pool-depth 8",
  "--rx recv,recvmsg --rate 1G,2.5G",
  "--refine --max-sizes 4 --sizes 64,4KiB",
];

Deno.test("options that repeat the plan conflict with nothing, one by one and together", () => {
  for (const first of FIRST) {
    assertEquals(conflicts(first, first), [], first);
    for (const option of first.split(/ (?=--)/)) assertEquals(conflicts(first, option), [], option);
  }
});

Deno.test("a preset asks for extra repeats only where the plan could have had them from it", () => {
  for (const other of ["--repeats 10", "--until-ci 3%", "--verify"]) {
    const line = `--preset quick ${other}`;
    assertEquals(conflicts(line, line), [], line);
  }
  assertEquals(conflicts("--extra-repeats 2", "--preset quick"), [
    "--preset quick (--extra-repeats 5) conflicts with the saved plan (2); omit it",
  ]);
});

Deno.test("a conflict names the option as it was typed, and what the plan has, as it may be typed", () => {
  const cases: [number, string, string][] = [
    [0, "--duration 300ms", "--duration 300ms conflicts with the saved plan (200ms); omit it"],
    [0, "--sizes 64", "--sizes 64 B conflicts with the saved plan (64 B,4 KiB); omit it"],
    [0, "--threads 1-2", "--threads 1,2 conflicts with the saved plan (1,2,3); omit it"],
    [0, "--modes A1", "--modes two-copy conflicts with the saved plan (two-copy,one-copy); omit it"],
    [0, "--pin none", "--pin none conflicts with the saved plan (tx=0,rx=1); omit it"],
    [0, "--mss 1448", "--mss 1448 conflicts with the saved plan (536); omit it"],
    [0, "--sndbuf 1m", "--sndbuf 1 MiB conflicts with the saved plan (not given); omit it"],
    [0, "--verify", "--verify conflicts with the saved plan (not given); omit it"],
    [0, "--until-ci 3%", "--until-ci 3% conflicts with the saved plan (not given); omit it"],
    [1, "--mtu 1500", "--mtu 1500 conflicts with the saved plan (9000); omit it"],
    [1, "--topology loopback", "--topology loopback conflicts with the saved plan (netns); omit it"],
    [2, "--connect node2:1", "--connect node2:1 conflicts with the saved plan ([::1]:5201); omit it"],
    [2, "--direction server", "--direction server conflicts with the saved plan (client); omit it"],
    [3, "--until-ci 5%", "--until-ci 5% conflicts with the saved plan (3%); omit it"],
    [5, "--rx recv", "--rx recv conflicts with the saved plan (recv,recvmsg); omit it"],
    [5, "--rate 5G", "--rate 5G conflicts with the saved plan (1G,2.5G); omit it"],
    [4, "--pool-depth 4", "--pool-depth 4 conflicts with the saved plan (8); omit it"],
    [0, "--refine", "--refine conflicts with the saved plan (not given); omit it"],
    [6, "--max-sizes 5", "--max-sizes 5 conflicts with the saved plan (4); omit it"],
  ];
  for (const [first, second, expected] of cases) assertEquals(conflicts(FIRST[first]!, second), [expected]);
});

Deno.test("a preset conflicts by what it would set, but for what other options set", () => {
  assertEquals(conflicts("--preset bulk", "--preset quick"), [
    "--preset quick (--sizes 1 KiB,16 KiB,256 KiB) conflicts with the saved plan " +
    "(16 KiB,64 KiB,256 KiB,1 MiB); omit it",
  ]);
  assertEquals(conflicts("--preset bulk --sizes 64", "--preset bulk --sizes 64"), []);
  assertEquals(conflicts("--preset bulk --sizes 64", "--preset bulk").length, 1);
});

Deno.test("--refine is in the plan with its limit, and every preset can have it", () => {
  assertEquals(planFrom({}).refine, null);
  assertEquals(planFrom({ refine: true }).refine, { maxSizes: 12 });
  assertEquals(planFrom({ refine: true, "max-sizes": 3 }).refine, { maxSizes: 3 });
  for (const preset of Object.keys(PRESETS)) {
    planFrom({ refine: true, preset: preset as keyof typeof PRESETS });
  }
});

Deno.test("a plan in which no crossover can be found is refused in a sentence", () => {
  const cases: [Parameters<typeof planFrom>[0], string][] = [
    [{ "max-sizes": 3 }, "--max-sizes needs --refine"],
    [{ refine: true, modes: ["one-copy"] }, "--refine needs two modes, of which one can overtake the other"],
    [{ refine: true, sizes: [64] }, "--refine needs two message sizes, between which it adds others"],
    [
      { refine: true, repeats: 5 },
      "--refine needs --repeats 6 or more: with 5 there are no confidence intervals to find a crossover by",
    ],
    [{ refine: true, verify: true }, "--verify and --refine are mutually exclusive: nothing is timed"],
  ];
  for (const [given, message] of cases) {
    assertEquals(assertThrows(() => planFrom(given), UsageError).message, message);
  }
});

Deno.test("a sweep that is resumed may have another budget of time, and keeps its own without", async () => {
  await withDirectory((directory) => {
    const plan = planFrom({ modes: ["one-copy"], sizes: [64], threads: [1], "max-time": 60e3 });
    Deno.writeTextFileSync(join(directory, PLAN_FILE), toJson(plan));
    assertEquals(plannedSweep({ resume: directory, "max-time": 3600e3 }), { ...plan, maxTimeMs: 3600e3 });
    assertEquals(plannedSweep({ resume: directory }), plan);
    return Promise.resolve();
  });
});

Deno.test("what --refine and --until-ci may add is announced with what it takes at most, and only where they may", () => {
  const planned = {
    ...{ total: 72, missing: 72, ms: 65e3, addedMost: 0, addedMs: 0 },
    ...{ untilCi: null, maxTimeMs: null, directory: "results/x" },
  };
  assertEquals(announcement(planned), "72 trials, about 1 min 5 s, into results/x");
  assertEquals(
    announcement({ ...planned, missing: 12, addedMost: 96, addedMs: 90e3 }),
    "12 of 72 trials, about 1 min 5 s, plus up to 96 more (1 min 30 s) at sizes that --refine adds, into results/x",
  );
  const untilCi = { halfWidth: 0.03, maxRepeats: 50 };
  assertEquals(
    announcement({ ...planned, untilCi, maxTimeMs: 600e3 }),
    "72 trials, about 1 min 5 s, plus what --until-ci takes (at most 50 repeats each, 10m in all), into results/x",
  );
});

Deno.test("--max-time needs nothing beside it, and is announced where it is too short for the plan", () => {
  assertEquals([planFrom({}).maxTimeMs, planFrom({ "max-time": 60e3 }).maxTimeMs], [null, 60e3]);
  const planned = {
    ...{ total: 72, missing: 72, ms: 65e3, addedMost: 0, addedMs: 0 },
    ...{ untilCi: null, maxTimeMs: 66e3, directory: "results/x" },
  };
  assertEquals(announcement(planned), "72 trials, about 1 min 5 s, into results/x");
  assertEquals(
    announcement({ ...planned, maxTimeMs: 60e3 }),
    "72 trials, about 1 min 5 s; --max-time 1m cuts it short, into results/x",
  );
});
