/** `netio pairs` through the program, its hosts network namespaces, in place of ssh a stand-in that enters one. */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { main } from "../../main.ts";
import { networkTraces, whyNoNamespaces } from "../net/namespaces.ts";
import { endedWithin, until } from "../waiting.ts";
import { type NamedHost, processesIn, withNamedHosts } from "./named_hosts.ts";
import { execute, netio, netioCommand, rowsIn, startNetio, withDirectory } from "../cli/program.ts";
import { assertWrongUsage } from "../cli/wrong_usage.ts";

const obstacle = await whyNoNamespaces();
if (obstacle !== null) console.log(`tests of netio pairs are skipped: ${obstacle}`);

const CELL = [
  ...["--modes", "one-copy", "--sizes", "4Ki", "--threads", "1", "--warmup", "10ms", "--no-plots"],
  ...["--no-report"],
];
const TINY = [...CELL, "--duration", "30ms", "--repeats", "1"];
/** Half a minute, of which some seconds are needed. */
const LONG = [...CELL, "--duration", "30ms", "--repeats", "300"];
const NETNS = ["--launch", "netns"];

const listOf = (hosts: readonly NamedHost[]) =>
  hosts.map(({ name, address }) => `${name}=${address}`).join(",");

function hostTest(
  name: string,
  count: number,
  fn: (hosts: readonly NamedHost[], directory: string) => Promise<void>,
) {
  Deno.test({
    name,
    ignore: obstacle !== null,
    fn: async () => {
      const before = networkTraces();
      await withNamedHosts(count, (hosts) => withDirectory((directory) => fn(hosts, directory)));
      assertEquals(networkTraces(), before);
    },
  });
}

hostTest(
  "two hosts: a result set that says whose it is, no server left behind, and nothing to go on with",
  2,
  async (hosts, directory) => {
    const out = join(directory, "out");
    const where = ["--hosts", listOf(hosts), "--out", out];
    const { code, stdout, stderr } = await netio("pairs", ...NETNS, ...where, "--", ...TINY);
    assertEquals(code, 0, stderr);
    const [first, second] = hosts.map(({ name }) => name);
    const own = join(out, `${first}-${second}`);
    assertEquals(rowsIn(own).at(-1)?.status, "ok");
    const text = Deno.readTextFileSync(join(own, "environment.json"));
    const { host_name: connecting, ends: { send, receive } } = JSON.parse(text);
    assertEquals([connecting, send.host_name, receive.host_name], [first, second, first]);
    const rate = "Throughput up to [\\d.]+ Gbit/s\\. Only one-copy";
    assertMatch(stderr, new RegExp(`: started\n(.*\n)*${first}–${second}: measured in \\d+ s\\. ${rate}`));
    assertEquals(stdout, `1 of 1 pair measured\nNext: netio analyze ${out}\n`);
    for (const host of hosts) assertEquals(await processesIn(host), "", "its server has ended");
    await isGoneOnWith(out, own);
  },
);

/** `--resume` is for what is missing, and that alone; without it the directory is taken. */
async function isGoneOnWith(out: string, own: string): Promise<void> {
  await assertWrongUsage(["pairs", "--hosts", "n1,n2", "--out", out], ["continue them with --resume"]);
  const resume = ["pairs", "--resume", "--out"];
  await assertWrongUsage([...resume, out, "--", "--sizes", "64"], ["--resume", "leave out what follows --"]);
  await assertWrongUsage([...resume, join(out, "..")], ["not started by netio pairs"]);
  const missing = async () => (await netio(...resume, out, "--dry-run")).stdout;
  assertStringIncludes(await missing(), "2 hosts, 0 of 1 pair in 0 rounds");
  await Deno.remove(own, { recursive: true });
  assertStringIncludes(await missing(), "2 hosts, 1 pair in 1 round");
}

/** What ssh looks like where the hosts are namespaces, each with a directory OUT of its own; the third is not to be had. */
const SSH = `#!/bin/sh
shift 2
case $1 in netio-c-*) echo "ssh: connect to host $1: No route to host" >&2; exit 255;; esac
host=$1
shift
mkdir -p "$STORE/$host"
exec ip netns exec "$host" sh -c 'mount --bind "$STORE/$0" "$OUT" && exec sh -c "$1"' "$host" "$*"
`;
const SCP = '#!/bin/sh\nshift 3\nexec cp "$1" "${2#*:}"\n';

hostTest(
  "by ssh, with a host that is not there: its pairs fail, are tried again, and told with the reason",
  2,
  async (hosts, directory) => {
    const program = join(directory, "netio"), out = join(directory, "out with blanks");
    const texts = { ssh: SSH, scp: SCP, netio: `#!/bin/sh\nexec ${netioCommand([]).join(" ")} "$@"\n` };
    for (const [name, text] of Object.entries(texts)) {
      await Deno.writeTextFile(join(directory, name), text, { mode: 0o755 });
    }
    const [a, b] = hosts.map(({ name }) => name), gone = `netio-c-${Deno.pid}`;
    const where = ["--hosts", `${listOf(hosts)},${gone}`, "--out", out];
    const how = ["--copy-binary", "--collect", "--netio", program];
    const command = netioCommand(["pairs", ...where, ...how, "--", ...TINY, "--title", 'it\'s "ours"']);
    const { code, stdout, stderr } = await execute(command, {
      env: { PATH: `${directory}:${Deno.env.get("PATH")}`, STORE: join(directory, "store"), OUT: out },
    });
    assertEquals(code, 1, stderr);
    const measured = join(out, `${a}-${b}`);
    assertEquals(rowsIn(measured).at(-1)?.status, "ok", stderr);
    const { title } = JSON.parse(Deno.readTextFileSync(join(measured, "environment.json")));
    assertEquals(title, 'it\'s "ours"');
    const why =
      `${gone}: its server ended with exit code 255: ssh: connect to host ${gone}: No route to host`;
    for (const first of [a, b]) {
      assertMatch(
        stderr,
        new RegExp(`${first}–${gone}: failed after \\d+ s: ${why} \\(will be retried at the end`),
      );
      const log = `${out}/${first}-${gone}`;
      assertStringIncludes(stdout, `${first}–${gone} failed: ${why} (logs: ${log})\n`);
      assertStringIncludes(Deno.readTextFileSync(`${log}/${gone}.log`), "No route to host");
    }
    assertMatch(stdout, /^1 of 3 pairs measured, 2 failed\n/);
    assertMatch(
      stdout,
      /\nTo continue: netio pairs --netio \S+ --copy-binary --collect --resume --out '.*blanks'\n$/,
    );
    assertEquals([...Deno.readDirSync("/tmp")].filter(({ name }) => /^netio-[0-9a-f]{16}$/.test(name)), []);
  },
);

hostTest(
  "after kill -9 and after Ctrl-C nothing is left running, and the sweep goes on where it was",
  2,
  async (hosts, directory) => {
    const out = join(directory, "out"), own = join(out, hosts.map(({ name }) => name).join("-"));
    const killed = startNetio("pairs", ...NETNS, "--hosts", listOf(hosts), "--out", out, "--", ...LONG);
    await untilMoreRows(own, 0);
    killed.kill("SIGKILL");
    await endedWithin(killed, 5_000);
    await untilNothingRuns(hosts);
    const before = rowsIn(own).length;
    const resumed = startNetio("pairs", ...NETNS, "--resume", "--out", out);
    await untilMoreRows(own, before);
    resumed.kill("SIGINT");
    const { code, stdout } = await endedWithin(resumed, 30_000);
    assertEquals(code, 130);
    const told =
      `0 of 1 pair measured, stopped\nTo continue: netio pairs --launch netns --resume --out ${out}\n`;
    assertEquals(new TextDecoder().decode(stdout), told);
    for (const host of hosts) assertEquals(await processesIn(host), "");
  },
);

/** Three programs start one after another, which takes a busy machine its time. */
async function untilMoreRows(directory: string, before: number): Promise<void> {
  await until(`more than ${before} rows in ${directory}`, () => rowsIn(directory).length > before, 60_000);
}

/** Who was killed could not wait for it. */
async function untilNothingRuns(hosts: readonly NamedHost[]): Promise<void> {
  let running = "?";
  for (let tries = 0; tries < 100 && running !== ""; tries++) {
    running = (await Promise.all(hosts.map(processesIn))).join("");
  }
  assertEquals(running, "");
}

/** What netio prints, in the test's own process: nothing is started. */
async function printed(...args: string[]): Promise<string> {
  const lines: string[] = [];
  const { log } = console;
  console.log = (line: string) => void lines.push(line);
  try {
    assertEquals(await main(args), 0);
  } finally {
    console.log = log;
  }
  return lines.join("\n");
}

Deno.test("the rounds are said before anything is started", async () => {
  await withDirectory(async (directory) => {
    const hosts = join(directory, "hosts");
    await Deno.writeTextFile(hosts, "# rack 4\nn1\nn2\nn3\nn4=10.0.0.4\n");
    const out = ["--out", "/nonexistent/pairs", "--dry-run"];
    const said = await printed("pairs", "--hostfile", hosts, ...out, "--", "--preset", "small");
    assertMatch(said, /^4 hosts, 6 pairs in 3 rounds, about .* min .* s, into \/nonexistent\/pairs\n/);
    assertStringIncludes(
      said,
      "round 1: n1–n4, n2–n3\nround 2: n1–n3, n2–n4\nround 3: n1–n2, n3–n4",
    );
  });
});

Deno.test("a job script for any four nodes, and for some by name", async () => {
  const any = await printed("pairs", "--sbatch", "--nodes", "4", "--", "--preset", "small");
  assertMatch(any, /^#!\/bin\/sh\n# Measures the 6 pairs of 4 nodes in 3 rounds, about/);
  assertStringIncludes(any, "#SBATCH --nodes=4\n");
  const last =
    /\nexec .* pairs --slurm --launch srun --resume --out "netio-pairs-\$SLURM_JOB_ID" -- --preset small$/;
  assertMatch(any, last);
  const named = await printed("pairs", "--sbatch", "--hosts", "n1,n2=10.0.0.2", "--serial", "--out", "here");
  assertStringIncludes(named, "#SBATCH --nodelist=n1,n2\n");
  assertMatch(named, / pairs --hosts n1,n2=10.0.0.2 --launch srun --serial --resume --out here$/);
});

const TWO = ["pairs", "--hosts", "n1,n2", "--out", "/nonexistent/pairs"];
const WRONG: readonly (readonly [args: readonly string[], named: readonly string[]])[] = [
  [["pairs", "--hosts", "n1,n2"], ["--out DIR"]],
  [["pairs", "--out", "/nonexistent/pairs"], ["--hosts", "--hostfile", "--slurm"]],
  [["pairs", "--hosts", "n1", "--out", "/nonexistent/pairs"], ["one host has no pairs"]],
  [["pairs", "--hosts", "n1,n1", "--out", "x"], ["--hosts n1,n1", "twice"]],
  [["pairs", "--hostfile", "/nonexistent", "--out", "/nonexistent/pairs"], ["--hostfile /nonexistent"]],
  [[...TWO, "--slurm"], ["--hosts and --slurm are mutually exclusive"]],
  [["pairs", "--slurm", "--out", "/nonexistent/pairs"], ["SLURM_JOB_NODELIST"]],
  [[...TWO, "--nodes", "4"], ["--nodes needs --sbatch"]],
  [[...TWO, "--launch", "rsh"], ["--launch rsh", "ssh, srun, netns"]],
  [[...TWO, "--address", "ib0"], ["--address ib0", "%h"]],
  [[...TWO, "--sizes", "64"], ["unknown option --sizes"]],
  [[...TWO, "--", "--sizs", "64"], ["--sizs", "did you mean --sizes?"]],
  [[...TWO, "--", "--sizes", "7"], ["--sizes 7", "8 B to 1 GiB"]],
  [[...TWO, "--", "--resume=x"], ["--resume", "netio pairs --resume"]],
  [[...TWO, "--", "--out", "x"], ["--out", "each pair has its own directory"]],
  [[...TWO, "--", "--connect", "n2:1"], ["--connect", "who connects to whom"]],
  [[...TWO, "--", "--max-repeats", "9"], ["--max-repeats needs --until-ci"]],
  [[...TWO, "--copy-binary"], ["--copy-binary needs the compiled netio"]],
  [[...TWO, "--copy-binary", "--launch", "netns"], ["--copy-binary", "this machine's files"]],
  [["pairs", "--sbatch"], ["--sbatch needs --nodes N"]],
  [["pairs", "--sbatch", "--nodes", "1"], ["--nodes 1", "2 to 4096"]],
  [["pairs", "--sbatch", "--nodes", "2", "--hosts", "a,b"], ["are mutually exclusive"]],
];

Deno.test("wrong usage is refused before anything is started", async () => {
  for (const [args, named] of WRONG) await assertWrongUsage(args, named);
});
