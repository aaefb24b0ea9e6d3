/** Texts that a shell reads: commands, and a job of Slurm's. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { farCommand } from "../../cluster/far_command.ts";
import { type JobScript, jobScript, timeLimit } from "../../cluster/job_script.ts";
import { commandText, quoted } from "../../cluster/quoting.ts";
import { execute } from "../cli/program.ts";

const JOB: JobScript = {
  nodes: 4,
  nodeNames: null,
  estimateMs: 195e3,
  about: "Measures the 6 pairs of 4 nodes.",
  netioVersion: "9.9.9",
  command: ["/opt/my tools/netio", "pairs", "--slurm"],
  out: null,
  sweepOptions: ["--title", "it's ours"],
};

Deno.test("a job asks for its nodes whole, for long enough, and to be told before its end", () => {
  const lines = jobScript(JOB).split("\n");
  assertEquals(lines[0], "#!/bin/sh");
  const asked = lines.filter((line) => line.startsWith("#SBATCH")).map((line) =>
    line.slice("#SBATCH ".length)
  );
  assertEquals(asked, [
    "--job-name=netio-pairs",
    "--nodes=4",
    "--ntasks-per-node=1",
    "--exclusive",
    "--mem=0",
    "--time=00:15:00", // 1.5 × 195 s, and 10 minutes
    "--output=netio-pairs-%j.log",
    "--no-kill",
    "--signal=B:TERM@60",
    "--requeue",
    "--open-mode=append",
  ]);
  assert(
    lines.findIndex((line) => line.startsWith("exec")) > lines.findLastIndex((line) => line.startsWith("#")),
  );
});

Deno.test("its last command is read by the shell as it was meant, the directory by the job's number", async () => {
  const command = jobScript(JOB).trimEnd().split("\n").at(-1)!.replace(/^exec /, "printf '%s\\0' ");
  const { stdout } = await execute(["sh", "-c", command], { env: { SLURM_JOB_ID: "17" } });
  assertEquals(stdout.split("\0").slice(0, -1), [
    ...JOB.command,
    ...["--resume", "--out", "netio-pairs-17", "--", "--title", "it's ours"],
  ]);
});

Deno.test("nodes by name, and a directory of one's own", () => {
  const text = jobScript({ ...JOB, nodeNames: ["n1", "n7"], out: "my results", sweepOptions: [] });
  assertStringIncludes(text, "#SBATCH --nodelist=n1,n7\n");
  assert(text.endsWith("--resume --out 'my results'\n"));
});

Deno.test("time limits as Slurm reads them", () => {
  assertEquals([5, 61, 1440, 3000].map(timeLimit), ["00:05:00", "01:01:00", "1-00:00:00", "2-02:00:00"]);
});

const WORDS = [
  "plain",
  "two words",
  "it's",
  "$HOME",
  "`id`",
  "a\nb",
  "",
  "~",
  "*",
  "-x=1",
  '"',
  "\\",
  "#",
  "µ",
];

Deno.test("a shell reads each quoted word as it is", async () => {
  const { stdout } = await execute(["sh", "-c", `printf '%s\\0' ${commandText(WORDS)}`]);
  assertEquals(stdout.split("\0").slice(0, -1), WORDS);
});

Deno.test("a shell in a shell does so too, as ssh has it", async () => {
  const inner = `printf '%s\\0' ${commandText(WORDS)}`;
  const { stdout } = await execute(["sh", "-c", `exec sh -c ${quoted(inner)}`]);
  assertEquals(stdout.split("\0").slice(0, -1), WORDS);
});

Deno.test("what needs no quotes has none, so that people can read it", () => {
  assertEquals(
    commandText(["netio", "sweep", "--sizes", "64,4KiB", "--pin=auto"]),
    "netio sweep --sizes 64,4KiB --pin=auto",
  );
});

Deno.test("the far command has the token from its input, and leaves the rest of it to the program", async () => {
  const report = 'printf "%s|%s|%s|%s" "$NETIO_TOKEN" "$NETIO_HOST_NAME" "$NETIO_END_WITH_STDIN" "$(cat)"';
  const text = farCommand(["sh", "-c", report], "node 1");
  const child = new Deno.Command("sh", { args: ["-c", text], stdin: "piped", stdout: "piped" }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode("secret words\nrest\n"));
  await writer.close();
  const { stdout } = await child.output();
  assertEquals(new TextDecoder().decode(stdout), "secret words|node 1|60|rest");
});
