/** The checks of `scripts/smoke.ts`, each of them something that a user of one executable relies on. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { assertFinished, assertReports, okRows, pngCount } from "./smoke_results.ts";
import { assertNoStackTrace, NOBODY, run, start, STRANGER, succeed } from "./smoke_program.ts";

export interface Check {
  readonly name: string;
  /** Why it can't be made here, or null. */
  readonly skip?: (program: string) => Promise<string | null> | string | null;
  /** Throws where the program fails; returns a figure or nothing. `folder` is empty and anyone may enter it. */
  readonly check: (program: string, folder: string) => Promise<string>;
}

const COMMANDS = ["sweep", "run", "serve", "plot", "analyze", "compare", "doctor"];
const MODES = 4;

/** A sweep of one size and one thread count, with the four default modes: some seconds. */
function shortSweep(out: string, repeats = 2): string[] {
  const cell = ["--sizes", "4Ki", "--threads", "1", "--duration", "200ms"];
  return ["sweep", ...cell, "--repeats", String(repeats), "--out", out];
}

/** Arguments that are wrong, and what of them the message must name. */
const WRONG_USAGE: readonly (readonly [string[], string])[] = [
  [["sweeep"], "sweeep"],
  [["sweep", "--nope"], "--nope"],
  [["sweep", "--sizes", "4Q"], "4Q"],
  [["sweep", "--sizes", "64", "--sizes", "1Ki"], "--sizes"],
  [["sweep", "--threads", "0"], "--threads"],
  [["sweep", "--modes", "three-copy"], "three-copy"],
  [["sweep", "--duration", "soon"], "soon"],
  [["compare", "a.csv"], "compare"],
];

export const CHECKS: readonly Check[] = [
  { name: "--version says what it is", check: checkVersion },
  { name: "--help, and --help of every command", check: checkHelp },
  { name: "doctor, leaving no files", check: checkDoctor },
  { name: "sweep writes rows, plots and reports", check: checkSweep },
  { name: "wrong usage: status 2, nothing on stdout, no stack trace", check: checkWrongUsage },
  { name: "Ctrl-C: status 130, rows kept, --resume finishes", check: checkInterrupt },
  { name: "as nobody in a read-only folder, --out elsewhere", skip: needsRoot, check: checkReadOnlyFolder },
  { name: "as a user that /etc/passwd does not know", skip: needsRoot, check: checkStranger },
  { name: "moved and renamed", check: checkMoved },
  { name: "two copies side by side", check: checkTwoCopies },
  {
    name: "no place to load the native canvas from: rows and report.html all the same",
    skip: needsRoot,
    check: checkNoCanvas,
  },
  { name: "sweep between two network namespaces, none left", skip: needsNetns, check: checkNetns },
];

async function checkVersion(program: string, cwd: string): Promise<string> {
  const startsMs = [];
  for (let i = 0; i < 5; i++) {
    const { stdout, stderr, elapsedMs } = await succeed(program, ["--version"], { cwd });
    assertMatch(
      stdout,
      /^netio \d+\.\d+\.\d+\ncommit ([0-9a-f]{12}(-modified)?|unknown)\ndeno \S+ \(v8 \S+\)\ntarget \S+\n$/,
    );
    assertEquals(stderr, "");
    startsMs.push(elapsedMs);
  }
  return `starts in ${Math.min(...startsMs).toFixed(0)} ms (best of ${startsMs.length})`;
}

async function checkHelp(program: string, cwd: string): Promise<string> {
  const { stdout } = await succeed(program, ["--help"], { cwd });
  for (const command of COMMANDS) {
    assertStringIncludes(stdout, command);
    const help = await succeed(program, [command, "--help"], { cwd });
    assertStringIncludes(help.stdout, `netio ${command}`);
  }
  return "";
}

async function checkDoctor(program: string, cwd: string): Promise<string> {
  const { stdout, elapsedMs } = await succeed(program, ["doctor"], { cwd, env: { TMPDIR: cwd } });
  assert(stdout.trim() !== "", "doctor printed nothing");
  assertEquals([...Deno.readDirSync(cwd)].map((entry) => entry.name), [], "files left by doctor");
  return `${elapsedMs.toFixed(0)} ms`;
}

async function checkSweep(program: string, cwd: string): Promise<string> {
  const temporary = join(cwd, "temporary");
  Deno.mkdirSync(temporary);
  const { elapsedMs } = await succeed(program, shortSweep("r"), { cwd, env: { TMPDIR: temporary } });
  assertEquals([...Deno.readDirSync(temporary)].map((entry) => entry.name), [], "files left in TMPDIR");
  const rows = await assertFinished(join(cwd, "r"), MODES * 2, MODES);
  const plots = await pngCount(join(cwd, "r"));
  return `${rows.length} rows, ${plots} plots, ${(elapsedMs / 1000).toFixed(1)} s`;
}

async function checkWrongUsage(program: string, cwd: string): Promise<string> {
  for (const [args, culprit] of WRONG_USAGE) {
    const { code, stdout, stderr } = await run(program, args, { cwd });
    assertEquals(code, 2, `netio ${args.join(" ")} ended with ${code}:\n${stderr}`);
    assertEquals(stdout, "");
    assertStringIncludes(stderr, culprit);
    assertNoStackTrace(stderr);
  }
  const missing = await run(program, ["plot", "missing.csv"], { cwd });
  assert(missing.code !== 0, "plot missing.csv ended with 0");
  assertStringIncludes(missing.stderr, "missing.csv");
  assertNoStackTrace(missing.stderr);
  const alone = await run(program, ["run", "--connect", "localhost:1"], { cwd });
  assertEquals([alone.code, alone.stderr.trim().split("\n").length], [1, 1], alone.stderr);
  assertEquals([...Deno.readDirSync(cwd)].map((entry) => entry.name), [], "files left by wrong usage");
  return `${WRONG_USAGE.length + 2} cases`;
}

async function checkInterrupt(program: string, cwd: string): Promise<string> {
  const results = join(cwd, "r");
  const { process, outcome } = start(program, shortSweep("r", 4), { cwd });
  await rowsAppear(join(results, "trials.csv"), 3, outcome);
  const interruptedAtMs = performance.now();
  process.kill("SIGINT");
  const { code, stderr } = await outcome;
  const stopMs = performance.now() - interruptedAtMs;
  assertEquals(code, 130, `ended with ${code}:\n${stderr}`);
  assertNoStackTrace(stderr);
  const kept = (await okRows(results)).length;
  assert(kept >= 3 && kept < MODES * 4, `${kept} rows after Ctrl-C`);
  await succeed(program, ["sweep", "--resume", "r"], { cwd });
  await assertFinished(results, MODES * 4, MODES);
  return `${kept} of ${MODES * 4} rows kept, ended in ${stopMs.toFixed(0)} ms`;
}

async function checkReadOnlyFolder(program: string, folder: string): Promise<string> {
  const readOnly = join(folder, "read-only");
  const out = await folderOf(NOBODY, join(folder, "out"));
  await Deno.mkdir(readOnly, { mode: 0o555 });
  const copy = await copyOf(program, join(folder, "bin"));
  await succeed(copy, shortSweep(out), { cwd: readOnly, uid: NOBODY });
  await assertFinished(out, MODES * 2, MODES);
  return "";
}

async function checkStranger(program: string, folder: string): Promise<string> {
  const uid = STRANGER, cwd = await folderOf(uid, join(folder, "home"));
  const copy = await copyOf(program, join(folder, "bin"));
  await succeed(copy, ["doctor"], { cwd, uid });
  await succeed(copy, shortSweep("r"), { cwd, uid });
  await assertFinished(join(cwd, "r"), MODES * 2, MODES);
  return "";
}

async function checkMoved(program: string, folder: string): Promise<string> {
  const copy = await copyOf(program, join(folder, "bin"));
  await succeed(copy, shortSweep("r"), { cwd: folder });
  const moved = join(folder, "a folder", "netio (2)");
  await Deno.mkdir(join(folder, "a folder"));
  await Deno.rename(copy, moved);
  await Deno.remove(join(folder, "r", "plots"), { recursive: true });
  await succeed(moved, ["plot", "r"], { cwd: folder });
  assert(await pngCount(join(folder, "r")) > 0, "no plots");
  await succeed(moved, ["analyze", "r"], { cwd: folder });
  return "";
}

async function checkTwoCopies(program: string, folder: string): Promise<string> {
  const copies = await Promise.all(["a", "b"].map((name) => copyOf(program, join(folder, name))));
  await Promise.all(copies.map((copy, i) => succeed(copy, shortSweep(`r${i}`), { cwd: folder })));
  for (const i of copies.keys()) await assertFinished(join(folder, `r${i}`), MODES * 2, MODES);
  return "";
}

async function checkNoCanvas(program: string, cwd: string): Promise<string> {
  const temporary = join(cwd, "noexec");
  Deno.mkdirSync(temporary);
  await system("mount", "-t", "tmpfs", "-o", "noexec", "tmpfs", temporary);
  const { code, stderr } = await run(program, shortSweep("r"), { cwd, env: { TMPDIR: temporary } })
    .finally(() => system("umount", temporary));
  assert(code === 0 || code === 1, `ended with ${code}:\n${stderr}`);
  assertNoStackTrace(stderr);
  assertMatch(stderr, /plots?\b/i, "nothing said about the plots");
  assertStringIncludes(stderr, "TMPDIR");
  assertEquals((await okRows(join(cwd, "r"))).length, MODES * 2);
  await assertReports(join(cwd, "r"));
  return "";
}

async function system(program: string, ...args: string[]): Promise<void> {
  const { success } = await new Deno.Command(program, { args, stdin: "null" }).output();
  assert(success, `${program} ${args.join(" ")} failed`);
}

async function checkNetns(program: string, cwd: string): Promise<string> {
  const before = namesIn("/run/netns", "/sys/class/net");
  await succeed(program, [...shortSweep("r"), "--topology", "netns"], { cwd });
  const rows = await assertFinished(join(cwd, "r"), MODES * 2, MODES);
  assert(rows.every((row) => row.topology === "netns"), "rows of another topology");
  assertEquals(namesIn("/run/netns", "/sys/class/net"), before, "namespaces or interfaces left behind");
  return "";
}

function needsRoot(): string | null {
  return Deno.uid() === 0 ? null : "needs root";
}

async function needsNetns(program: string): Promise<string | null> {
  const { stdout } = await run(program, ["sweep", "--help"], { cwd: "/" });
  return stdout.includes("netns") ? needsRoot() : "this netio has no --topology netns";
}

async function copyOf(program: string, folder: string): Promise<string> {
  await Deno.mkdir(folder);
  const copy = join(folder, "netio");
  await Deno.copyFile(program, copy);
  return copy;
}

async function folderOf(uid: number, folder: string): Promise<string> {
  await Deno.mkdir(folder);
  await Deno.chown(folder, uid, uid);
  return folder;
}

function namesIn(...folders: string[]): string[] {
  const names = folders.flatMap((folder) => {
    if (!existsSync(folder)) return [];
    return [...Deno.readDirSync(folder)].map((entry) => `${folder}/${entry.name}`);
  });
  return names.sort();
}

async function rowsAppear(csv: string, count: number, outcome: Promise<unknown>): Promise<void> {
  let ended = false;
  outcome.finally(() => ended = true);
  const lineCount = async () => (await Deno.readTextFile(csv).catch(() => "")).split("\n").length - 1;
  while (await lineCount() < count + 1) {
    assert(!ended, "the sweep ended before it could be interrupted");
    await new Promise((wake) => setTimeout(wake, 20));
  }
}
