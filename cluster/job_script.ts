/** The script of a Slurm job that measures all pairs of its nodes. Pure. Source: sbatch(1). */
import { commandText } from "./quoting.ts";

export interface JobScript {
  readonly nodes: number;
  /** The nodes by name; `null` where Slurm chooses them. */
  readonly nodeNames: readonly string[] | null;
  /** How long the pairs take if all goes well, ms. */
  readonly estimateMs: number;
  /** What it does, a sentence. */
  readonly about: string;
  readonly netioVersion: string;
  /** The command line of `netio pairs`, without `--out` and the options of the sweep. */
  readonly command: readonly string[];
  /** The directory of the result sets; `null`: one named after the job. */
  readonly out: string | null;
  readonly sweepOptions: readonly string[];
}

const MINUTE_MS = 60e3;
/** For retried pairs, and for slow hosts. */
const SLACK = 1.5, SLACK_MINUTES = 10;
/** How long sweeps may take to end in order, s. */
const WARNING_S = 60;

/** netio replaces the shell (exec), so that Slurm's signals reach it. */
export function jobScript(job: JobScript): string {
  const { nodes, nodeNames, estimateMs, about, netioVersion, command, out, sweepOptions } = job;
  const minutes = Math.ceil(SLACK * estimateMs / MINUTE_MS) + SLACK_MINUTES;
  const directory = out === null ? '"netio-pairs-$SLURM_JOB_ID"' : commandText([out]);
  const what = sweepOptions.length === 0 ? "" : ` -- ${commandText(sweepOptions)}`;
  return [
    "#!/bin/sh",
    `# ${about} Written by netio ${netioVersion}; submit it with sbatch.`,
    "# Add what else your cluster needs here (--partition, --account, --constraint):",
    "#SBATCH --job-name=netio-pairs",
    `#SBATCH --nodes=${nodes}`,
    ...(nodeNames === null ? [] : [`#SBATCH --nodelist=${nodeNames.join(",")}`]),
    "#SBATCH --ntasks-per-node=1",
    "#SBATCH --exclusive",
    "#SBATCH --mem=0",
    `#SBATCH --time=${timeLimit(minutes)}`,
    "#SBATCH --output=netio-pairs-%j.log",
    "# A node that fails ends its pairs, not the job. If the first node fails, scontrol requeue the job:",
    "#SBATCH --no-kill",
    "# Shortly before the time limit sweeps end in order. Requeued, the job continues where it was:",
    `#SBATCH --signal=B:TERM@${WARNING_S}`,
    "#SBATCH --requeue",
    "#SBATCH --open-mode=append",
    "",
    `exec ${commandText(command)} --resume --out ${directory}${what}`,
    "",
  ].join("\n");
}

/** Slurm's notation: `1-02:30:00`. */
export function timeLimit(minutes: number): string {
  const pad = (value: number) => String(value).padStart(2, "0");
  const days = Math.floor(minutes / 1440), hours = Math.floor(minutes % 1440 / 60);
  return `${days === 0 ? "" : `${days}-`}${pad(hours)}:${pad(minutes % 60)}:00`;
}
