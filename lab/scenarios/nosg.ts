/**
 * A sender whose interface has scatter-gather off: the kernel then copies every segment, and its completions need not say
 * so. netio has to know better.
 */
import { qemuPackage } from "../guest.ts";
import { IMAGE_PACKAGES, makeImage } from "../image.ts";
import { openKernel } from "../kernels.ts";
import { runPair, SERVER } from "../pair_of_guests.ts";
import { allSucceeded, type Swept, sweptIn, tally } from "../rows.ts";
import { check, type Scenario } from "../scenario.ts";

const SWEEPS = { "server-sends": "", "client-sends": "--direction client" } as const;
const REASON = "scatter-gather is off on eth0";

export const nosg: Scenario = {
  name: "nosg",
  about: "two hosts without scatter-gather: zero-copy is said to be copied, and why",
  packages: [...IMAGE_PACKAGES, qemuPackage("x86_64"), "ethtool"],
  needsRoot: true,
  async *run(lab) {
    const kernel = await openKernel(lab.cache, "6.12", "amd64", lab.say);
    const image = await makeImage(lab, ["ethtool"]);
    const options = `--connect ${SERVER} --modes one-copy,zero-copy --sizes 64Ki --threads 1 --warmup 1s`;
    const job = Object.entries(SWEEPS)
      .map(([name, direction]) => `sweep ${name} ${options} --duration 1s --repeats 1 ${direction}`);
    lab.say(`two guests with ${kernel.release}, scatter-gather off`);
    const { client } = await runPair(lab, {
      ...{ name: "nosg", kernel, image, mtu: 1500 },
      preparation: "ethtool -K eth0 sg off",
      job: job.join("\n"),
    });
    const sets: Swept[] = [];
    for (const name of Object.keys(SWEEPS)) sets.push(await sweptIn(client.out, name));
    yield allSucceeded(sets);
    for (const { name, rows } of sets) {
      const asked = rows.filter(({ mode }) => mode === "zero-copy");
      yield check(
        `${name}: every row of zero-copy is copied`,
        asked.length > 0 && asked.every((row) => row.effective_copy === "copied"),
        tally(asked.map((row) => row.effective_copy)),
      );
      yield check(
        `${name}: each says that scatter-gather is off`,
        asked.length > 0 && asked.every((row) => row.warnings?.includes(REASON)),
        tally(asked.map((row) => row.warnings?.match(/zero-copy-copied \([^;]*/)?.[0] ?? null)),
      );
    }
  },
};
