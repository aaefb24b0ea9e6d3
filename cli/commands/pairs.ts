/** `netio pairs`: one sweep between every pair of hosts of a cluster. */
import { command } from "../options/option.ts";
import { PAIRS_OPTIONS } from "../options/pairs_options.ts";
import { pairsJobScript } from "../pairs_job.ts";
import { measurePairs } from "../pairs_run.ts";
import { pairsTarget } from "../pairs_target.ts";
import { pairsAnnouncement, roundLines } from "../text/pairs_text.ts";
import { print } from "../text/output.ts";

export const pairs = command({
  name: "pairs",
  summary:
    "one sweep between every pair of hosts of a cluster, over ssh or Slurm, disjoint pairs in parallel",
  positionals: { usage: "[-- SWEEP OPTIONS]", min: 0, max: Infinity },
  options: PAIRS_OPTIONS,
  examples: [
    "netio pairs --hosts node1,node2,node3 --out results/pairs -- --preset medium",
    "netio pairs --hostfile hosts.txt --address %h-ib0 --out results/pairs --dry-run",
    "netio pairs --sbatch --nodes 8 -- --preset medium > pairs.sh",
    "netio pairs --slurm --out results/pairs -- --pattern rr --sizes 64,4KiB",
    "netio pairs --resume --out results/pairs",
  ],
  run: async (given, sweepArgs) => {
    if (given.sbatch) {
      console.log((await pairsJobScript(given, sweepArgs)).trimEnd());
      return 0;
    }
    const target = await pairsTarget(given, sweepArgs);
    if (!given["dry-run"]) return await measurePairs(given, target);
    print([pairsAnnouncement(target), ...roundLines(target.rounds)].join("\n"));
    return 0;
  },
});
