/**
 * `deno task test [options of deno test]`: all tests in two halves, those of `ALONE` one by one and the others side by side.
 * The second half runs whatever came of the first, so that one run shows every failure. Exit status 1 where a half failed.
 */
import { CHECKOUT } from "./command.ts";

/**
 * What measures times, rates or CPU time; looks for what is left in the whole machine (network namespaces, files in `/tmp`);
 * or counts threads or open files of its own process, which is the others' too where tests run side by side.
 */
export const ALONE: readonly string[] = Object.entries({
  control: ["grammar"],
  doctor: ["refusals"],
  modes: ["delivery", "enobufs"],
  net: ["veth"],
  perf: ["kernel_events"],
  runs: ["conditions", "netns", "output", "pairs", "patterns", "sweep"],
  trial: [
    ...["core_to_core", "host_watch", "latencies", "pacer"],
    ...["receive_strategies", "ring_watch", "turn_senders"],
  ],
}).flatMap(([folder, names]) => names.map((name) => `tests/${folder}/${name}_test.ts`));

/** One more than there are CPUs: most tests wait a third of their time, for processes to start and for time-outs. */
const JOBS = Deno.env.get("DENO_JOBS") ?? `${navigator.hardwareConcurrency + 1}`;

interface Half {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

const HALVES: readonly Half[] = [
  { args: ["--parallel", `--ignore=${ALONE.join(",")}`, "tests/"], env: { DENO_JOBS: JOBS } },
  { args: ALONE, env: {} },
];

/** Runs both halves one after the other; whether both passed. */
export async function bothPass(run: (half: Half) => Promise<boolean>): Promise<boolean> {
  const passed: boolean[] = [];
  for (const half of HALVES) passed.push(await run(half));
  return passed.every((one) => one);
}

async function denoTest({ args, env }: Half): Promise<boolean> {
  const command = new Deno.Command(Deno.execPath(), {
    args: ["test", "-A", "--no-check", ...Deno.args, ...args],
    cwd: CHECKOUT,
    env,
  });
  return (await command.spawn().status).success;
}

if (import.meta.main && !await bothPass(denoTest)) Deno.exitCode = 1;
