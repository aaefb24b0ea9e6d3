/** Measures pairs: records the job first, reports each pair as it starts and ends, and sums up at the end. */
import { resolve } from "node:path";
import config from "../deno.json" with { type: "json" };
import { type PairsSteps, runAllPairs } from "../cluster/all_pairs.ts";
import { copyBinary } from "../cluster/binary_copy.ts";
import { type Pair, pairText } from "../cluster/hosts.ts";
import { LAUNCHERS } from "../cluster/launchers/registry.ts";
import { runHere } from "../cluster/local_command.ts";
import { pairDirectory } from "../cluster/pair_directory.ts";
import { type PairSettings, runPair } from "../cluster/pair_run.ts";
import { RECORD_FILE, writeRecord } from "../cluster/record.ts";
import { newNonce } from "../control/token.ts";
import { claim } from "../results/claim.ts";
import { loadResults } from "../results/load.ts";
import { errorText, systemErrorText } from "../results/words.ts";
import { FAILURE } from "./exit_codes.ts";
import { Interruption } from "./interruption.ts";
import type { PairsGiven } from "./options/pairs_options.ts";
import { fileToCopy, hostOptions, launcherName, netioWords, type PairsTarget } from "./pairs_target.ts";
import { pairAnswer, pairEndText, pairsAnnouncement, pairsSummary } from "./text/pairs_text.ts";
import { tell } from "./text/output.ts";
import { UsageError } from "./usage_error.ts";

/** @returns the exit code: not 0 if a pair remains unmeasured */
export async function measurePairs(given: PairsGiven, target: PairsTarget): Promise<number> {
  const launcher = LAUNCHERS[launcherName(given)];
  const file = given["copy-binary"] ? fileToCopy(given) : null;
  await requireProgram(launcher.program);
  using interruption = new Interruption();
  using _claimed = await opened(target);
  tell(pairsAnnouncement(target));
  await using copy = file === null ? null : await copyBinary(launcher, file, target.hosts);
  for (const failure of copy?.failures ?? []) tell(`note: not copied: ${failure}`);
  const settings: PairSettings = {
    launcher,
    netio: copy === null ? netioWords(given) : [copy.path],
    directory: resolve(target.directory),
    sweepOptions: target.sweep.options,
    resumeOptions: target.sweep.resumeOptions,
    port: given.port ?? 0,
    isCollected: given.collect ?? false,
    token: newNonce(),
  };
  const steps = stepsOf(settings, interruption.signal);
  const outcome = await runAllPairs(target.rounds, given.serial ?? false, steps, interruption.signal);
  const way = given.slurm ? ["--slurm"] : given.launch === undefined ? [] : ["--launch", given.launch];
  const resume = ["netio", "pairs", ...way, ...hostOptions(given), "--resume", "--out", target.directory];
  for (const line of pairsSummary(outcome, target, resume)) console.log(line); // not wrapped: they are copied
  return interruption.code ?? (outcome.failed.length === 0 ? 0 : FAILURE);
}

function stepsOf(settings: PairSettings, stop: AbortSignal): PairsSteps {
  return {
    run: (pair) => runPair(pair, settings, stop),
    started: (pair) => tell(`${pairText(pair)}: started`),
    ended: async (pair, outcome, ms, isLast) => {
      const answer = outcome.kind === "measured" ? await answerOf(settings.directory, pair) : "";
      tell(pairEndText(pair, outcome, { answer, ms, isLast }));
    },
  };
}

/** The answer of a measured pair. */
async function answerOf(directory: string, pair: Pair): Promise<string> {
  const own = pairDirectory(directory, pair);
  try {
    return pairAnswer(await loadResults(own));
  } catch (error) {
    return `${own} can't be read here: ${errorText(error)}`;
  }
}

/** The directory with its record, locked for this process until it is disposed of. */
async function opened(target: PairsTarget): Promise<Disposable> {
  const { directory, record, hosts } = target;
  using held = new DisposableStack();
  if (record === null) begin(target);
  held.use(await claimed(directory));
  if (record !== null && JSON.stringify(record.hosts) !== JSON.stringify(hosts)) {
    writeRecord(directory, { ...record, hosts: [...hosts] });
    held.use(await claimed(directory)); // the record is a new file now
  }
  return held.move();
}

function begin({ directory, hosts, sweep }: PairsTarget): void {
  try {
    Deno.mkdirSync(directory, { recursive: true });
    writeRecord(directory, {
      schema: 1,
      netioVersion: config.version,
      startedUtc: new Date().toISOString(),
      hosts: [...hosts],
      sweepOptions: [...sweep.options],
    });
  } catch (error) {
    throw new UsageError(`--out ${directory}: ${systemErrorText(error)}`);
  }
}

async function claimed(directory: string): Promise<Disposable> {
  const mine = await claim(directory, RECORD_FILE);
  if (mine !== null) return mine;
  throw new UsageError(
    `--out ${directory}: another netio pairs is working in it; wait for it to finish, or stop it`,
  );
}

async function requireProgram(program: string): Promise<void> {
  const { code } = await runHere(["sh", "-c", `command -v ${program}`]);
  if (code !== 0) {
    throw new UsageError(
      `there is no program ${program} here: --launch names what starts netio on the hosts`,
    );
  }
}
