/**
 * As a step of the Slurm job that has the hosts; Slurm ends the step with the job. Source: srun(1), sbcast(1).
 */
import type { Launcher } from "../launcher.ts";

const STEP = [
  "--nodes=1",
  "--ntasks=1",
  "--overlap", // both ends of netio and what removes its copy may be steps on one host at the same time
  "--cpu-bind=none", // netio places its threads itself, on all CPUs that the job has there
  "--mpi=none",
  "--quiet",
];

export const SRUN: Launcher = {
  program: "srun",
  command: ({ name }, shellText) => ["srun", ...STEP, `--nodelist=${name}`, "sh", "-c", shellText],
  copying: (file, to) => [["sbcast", "--force", file, to]],
};
