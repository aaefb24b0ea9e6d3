import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { commitText, licencesText, versionText } from "../../cli/text/version.ts";
import config from "../../deno.json" with { type: "json" };
import { netioHere } from "./here.ts";
import { netio } from "./program.ts";
import { assertWrongUsage } from "./wrong_usage.ts";

/** Wrong command lines, and what the message has to name. */
const WRONG: readonly (readonly [args: readonly string[], named: readonly string[]])[] = [
  [[], ["missing command", "sweep"]],
  [["swep"], ["swep", "sweep"]],
  [["sweep", "--sizs", "64"], ["--sizs", "did you mean --sizes?"]],
  [["sweep", "--zzz", "64"], ["unknown option --zzz (all: netio sweep --help)"]],
  [["sweep", "-preset", "bulk"], ["unknown option -preset; did you mean --preset? (all"]],
  [["sweep", "-presets", "bulk"], ["unknown option -presets; did you mean --preset?"]],
  [["run", "A1"], ['unexpected argument "A1"', "run takes only options, as in netio run --modes"]],
  [["run", "--size", "7", "--thread", "2"], ["--sizes 7", "8 B to 1 GiB"]],
  [["sweep", "--size", "7"], ["--sizes 7", "8 B to 1 GiB"]],
  [["sweep", "--size", "64", "--sizes", "128"], ["--sizes", "2 times"]],
  [["--preset", "bulk", "sweep"], ["--preset", "options come after", "netio sweep --preset"]],
  [["help", "swep"], ["did you mean sweep?"]],
  [["completions", "tcsh"], ["tcsh", "bash, zsh, fish"]],
  [["columns", "throughputs"], ["throughputs"]],
  [["sweep", "--sizes", "7"], ["--sizes 7", "8 B to 1 GiB"]],
  [["sweep", "--sizes", "2Gi"], ["--sizes 2Gi", "8 B to 1 GiB"]],
  [["sweep", "--sizes", "64,"], ["--sizes 64,", "8 B to 1 GiB"]],
  [["sweep", "--sizes", "64,64"], ["--sizes 64,64", "twice"]],
  [["sweep", "--sizes", "1kB"], ["--sizes 1kB", "1KiB"]],
  [["sweep", "--sizes", "-64"], ["--sizes"]],
  [["sweep", "--sizes", "0x40"], ["--sizes 0x40"]],
  [["sweep", "--sizes"], ["--sizes", "needs a value"]],
  [["sweep", "--sizes="], ["--sizes", "needs a value"]],
  [["sweep", "--threads", "0"], ["--threads 0", "1 to 64"]],
  [["sweep", "--threads", "65"], ["--threads 65", "1 to 64"]],
  [["sweep", "--threads", "4-1"], ["--threads 4-1", "2-4"]],
  [["sweep", "--threads", "1.5"], ["--threads 1.5", "1 to 64"]],
  [["sweep", "--threads", "1e1"], ["--threads 1e1", "1 to 64"]],
  [["sweep", "--duration", "9ms"], ["--duration 9ms", "10ms to 1h"]],
  [["sweep", "--duration", "61m"], ["--duration 61m", "10ms to 1h"]],
  [["sweep", "--duration", "1"], ["--duration 1", "300ms"]],
  [["sweep", "--duration", "NaNs"], ["--duration NaNs"]],
  [["sweep", "--warmup", "-1s"], ["--warmup"]],
  [["sweep", "--repeats", "0"], ["--repeats 0", "1 to 1000"]],
  [["sweep", "--repeats", "1001"], ["--repeats 1001", "1 to 1000"]],
  [["sweep", "--repeats", "2", "--repeats", "3"], ["--repeats", "2 times"]],
  [["sweep", "--json", "--json"], ["--json", "2 times"]],
  [["sweep", "--modes", "zerocopi"], ['unknown mode "zerocopi"', "did you mean zero-copy?"]],
  [["sweep", "--modes", "x"], ['unknown mode "x" (modes: all, two-copy']],
  [["sweep", "--modes", "A1,two-copy"], ["two-copy", "twice"]],
  [["sweep", "--align", "100"], ["--align 100", "a power of two"]],
  [["sweep", "--align", "8192"], ["--align 8192", "4096"]],
  [["sweep", "--preset", "huge"], ["--preset huge", "quick, small, medium, bulk, full"]],
  [["sweep", "--pin", "0,1"], ["--pin 0,1", "tx=0-3,rx=4-7"]],
  [["sweep", "--pin", "tx=3-0,rx=1"], ["--pin tx=3-0,rx=1", "3-0"]],
  [["sweep", "--pin", "tx=0,rx=4095", "--repeats", "1"], ["--pin", "4095"]],
  [["sweep", "--seed", "-1"], ["--seed"]],
  [["sweep", "--seed", "4294967296"], ["--seed 4294967296", "4294967295"]],
  [["sweep", "--rx", "read"], ["--rx read", "recv"]],
  [["sweep", "--counters", "yes"], ["--counters yes", "on, off, all"]],
  [["sweep", "--congestion", "cu bic"], ["--congestion cu bic", "auto, system, or the name of an algorithm"]],
  [["sweep", "extra"], ["extra"]],
  [["sweep", "--out", "/proc/nowhere/x"], ["--out /proc/nowhere/x"]],
  [["sweep", "--out", "/"], ["--out /", "not empty"]],
  [["sweep", "--resume", "/etc/passwd"], ["--resume /etc/passwd", "not a directory"]],
  [["sweep", "--resume", "/nonexistent"], ["--resume /nonexistent", "plan.json"]],
  [["sweep", "--sizes", "1Gi", "--threads", "64"], ["--sizes", "MiB", "available"]],
  [["sweep", "--rx", "recv,recv"], ["--rx recv,recv", "recv is given twice"]],
  [["sweep", "--rate", "1G,1M,1"], ["--rate 1G,1M,1", "a rate is 1M to 1T"]],
  [["sweep", "--slice", "20ms", "--interleave", "trials"], ["--slice needs --interleave slices"]],
  [["sweep", "--mtu", "9000", "--netem", "loss 1%"], ["--mtu and --netem need --topology netns"]],
  [["sweep", "--rx", "recv,recv-discard", "--verify"], ["--rx recv-discard are mutually exclusive"]],
  [["run", "--sizes", "64,128"], ["--sizes", "run takes one"]],
  [["run", "--rx", "recv,recvmsg"], ["--rx has 2 values; run takes one"]],
  [["run", "--rate", "1G,2G"], ["--rate has 2 values; run takes one"]],
  [["sweep", "--nodelay", "false"], ["--nodelay false", "auto, on, off"]],
  [["sweep", "--counters=false"], ["--counters false", "on, off, all"]],
  [["sweep", "--verify=off"], ["--verify takes no value", "off"]],
  [["serve", "--insecure=no"], ["--insecure takes no value", "no"]],
  [["sweep", "--title", ""], ["--title needs a value: TEXT, such as"]],
  [["sweep", "--sizes", "", "--json"], ["--sizes needs a value: LIST, such as"]],
  [["help", "sweep", "run"], ['unexpected argument "run"', "help takes one command"]],
  [["list", "README.md"], ["README.md: not a directory; name one that holds result sets"]],
  [["plot", "007"], ["007: there is no such file"]],
  [["plot", "--format", "gif"], ["--format gif", "png, svg, pdf"]],
  [["plot", "--format", "svg,svg"], ["--format svg,svg", "svg is given twice"]],
  [["plot", "--figures", "throughput,latncy"], ["--figures throughput,latncy", "did you mean latency?"]],
  [["plot", "--bare=yes"], ["--bare takes no value", "yes"]],
  [["compare", "1.0", "1.10"], ["1.0: there is no such file"]],
  [["doctor", "--jsn"], ["--jsn", "--json"]],
];

Deno.test("wrong usage is refused in one or two lines that name option, value and what is allowed", async () => {
  for (const [args, named] of WRONG) await assertWrongUsage(args, named);
});

Deno.test("what the system says of a file is told without its call and a second path", async () => {
  const said = "No such file or directory";
  const out = await assertWrongUsage(["sweep", "--out", "/proc/nowhere/x"], []);
  assertEquals(out, `--out /proc/nowhere/x: ${said}`);
  const hosts = ["pairs", "--hostfile", "/nonexistent/hosts", "--out", "/nonexistent/x"];
  assertEquals(await assertWrongUsage(hosts, []), `--hostfile /nonexistent/hosts: ${said}`);
});

/** One of the program's own, one of the parser's, one of an option's, one of a command's. */
const AS_PROCESSES = [["swep"], ["sweep", "--sizs", "64"], ["run", "--sizes", "7"], [
  "sweep",
  "--resume",
  "/nonexistent",
]];

for (const args of AS_PROCESSES) {
  Deno.test(`netio ${args.join(" ")} exits 2, with the refusal on stderr and nothing else`, async () => {
    const { code, stdout, stderr } = await netio(...args);
    const refusal = await assertWrongUsage(args, []);
    assertEquals([code, stdout, stderr], [2, "", `netio: ${refusal}\n`]);
  });
}

Deno.test("help and version go to stdout and exit 0", async () => {
  const words = [["-h"], ["help"], ["help", "help"], ["help", "run"], ["-V"], ["version"], ["--licenses"]];
  const asked = [...words, ["sweep", "--", "-h"], ["columns"]];
  for (const args of asked) {
    const { code, stdout, stderr } = await netioHere(...args);
    assertEquals([code, stderr], [0, ""]);
    assert(stdout.length > 20);
  }
  assertEquals(await netio("-V"), await netioHere("-V"));
  const { code, stdout, stderr } = await netio("sweep", "--help");
  assertEquals([code, stderr], [0, ""]);
  for (
    const part of [
      "--sizes",
      "--resume",
      "Examples:",
      "-o, --out DIR",
      "quick (1 KiB to 256 KiB × 1,2), small (",
      "one-copy (A2)",
    ]
  ) {
    assertStringIncludes(stdout, part);
  }
});

Deno.test("versionText() names netio's version, Deno's and the target, and calls a checkout a checkout", () => {
  const [netio, commit, deno, target] = versionText().split("\n");
  assertEquals(netio, `netio ${config.version}`);
  assertEquals(commit, "commit checkout");
  assertMatch(deno ?? "", new RegExp(`^deno ${RegExp.escape(Deno.version.deno)} \\(v8 `));
  assertEquals(target, `target ${Deno.build.target}`);
});

Deno.test("commitText() marks sources that differ from their commit, and never invents one", () => {
  assertEquals(commitText({ commit: "0123456789ab", modified: false }), "0123456789ab");
  assertEquals(commitText({ commit: "0123456789ab", modified: true }), "0123456789ab-modified");
  assertEquals(commitText({ commit: null, modified: false }), "unknown");
});

Deno.test("licencesText() is THIRD_PARTY.md", () => {
  assertMatch(licencesText(), /^# .*licences\n[\s\S]+\n## Deno's runtime\n/);
});
