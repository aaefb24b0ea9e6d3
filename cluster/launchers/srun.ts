/**
 * As a step of a Slurm job that has the hosts: Slurm knows which they are, and ends the step with the job. Source:
 * srun(1), sbcast(1).
 */
import type { Launcher } from "../launcher.ts";

const STEP = [
  "--nodes=1",
  "--ntasks=1",
  "--overlap", // two ends of netio and what removes its copy may be steps of one host at the same time
  "--cpu-bind=none", // all CPUs that the job has there: netio places its threads itself
  "--mpi=none",
  "--quiet",
];

export const SRUN: Launcher = {
  program: "srun",
  command: ({ name }, shellText) => ["srun", ...STEP, `--nodelist=${name}`, "sh", "-c", shellText],
  copying: (file, to) => [["sbcast", "--force", file, to]],
};
