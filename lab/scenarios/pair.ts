/** Two kernels and a line between them: the only place where the kernel need not copy what is sent without a copy. */
import { IMAGE_PACKAGES, makeImage } from "../image.ts";
import { qemuPackage } from "../guest.ts";
import { openKernel } from "../kernels.ts";
import { runPair, SERVER } from "../pair_of_guests.ts";
import { allSucceeded, figure, senderNsPerByte, type Swept, sweptIn, tally } from "../rows.ts";
import { type Check, check, type Lab, type Scenario } from "../scenario.ts";

const MTUS = [1500, 9000];
const LARGE_BYTES = 64 * 1024;

const SWEEPS = {
  "server-sends":
    "--modes two-copy,one-copy,zero-copy,zero-copy-contiguous --sizes 64Ki --duration 1s --slice 100ms --repeats 3",
  "client-sends": "--direction client --modes one-copy,zero-copy --sizes 64Ki --duration 1s --repeats 1",
  "round-trips": "--pattern rr --modes one-copy,zero-copy --sizes 64Ki --duration 1s --repeats 1",
  "verified":
    "--verify --modes one-copy,zero-copy,zero-copy-contiguous --sizes 64Ki --duration 1s --repeats 1",
} as const;

export const pair: Scenario = {
  name: "pair",
  about: "two hosts, MTU 1500 and 9000: zero-copy really is, and costs the sender less than half",
  packages: [...IMAGE_PACKAGES, qemuPackage("x86_64")],
  needsRoot: true,
  async *run(lab) {
    const kernel = await openKernel(lab.cache, "6.12", "amd64", lab.say);
    const image = await makeImage(lab);
    for (const mtu of MTUS) {
      lab.say(`two guests with ${kernel.release}, MTU ${mtu}`);
      yield* checksAt(lab, mtu, { kernel, image });
    }
  },
};

async function* checksAt(
  lab: Lab,
  mtu: number,
  guests: Pick<Parameters<typeof runPair>[1], "kernel" | "image">,
) {
  const job = Object.entries(SWEEPS)
    .map(([name, options]) => `sweep ${name} --connect ${SERVER} --threads 1 --warmup 1s ${options}`)
    .join("\n");
  const { client } = await runPair(lab, { ...guests, name: `mtu${mtu}`, mtu, job });
  const sets: Swept[] = [];
  for (const name of Object.keys(SWEEPS)) sets.push(await sweptIn(client.out, name));
  for (const { what, ...rest } of checksOf(sets)) yield { what: `MTU ${mtu}: ${what}`, ...rest };
}

function checksOf(sets: readonly Swept[]): Check[] {
  const asked = sets.flatMap(({ rows }) => [...rows]).filter(({ mode }) => mode?.startsWith("zero-copy"));
  const sum = (column: "zc_completions" | "zc_copied") =>
    asked.reduce((total, row) => total + (row[column] ?? NaN), 0);
  const stream = sets.find(({ name }) => name === "server-sends")!.rows;
  const [two, one, zero] = ["two-copy", "one-copy", "zero-copy"].map((mode) =>
    senderNsPerByte(stream, mode, LARGE_BYTES)
  );
  return [
    allSucceeded(sets),
    check(
      "every row of zero-copy, both ways, round trips and verified ones too, is zero-copied",
      asked.length > 0 && asked.every((row) => row.effective_copy === "zero-copied"),
      `${tally(asked.map((row) => row.effective_copy))}; ` +
        `${sum("zc_copied")} of ${sum("zc_completions")} completions copied`,
    ),
    check(
      "at 64 KiB zero-copy costs the sender less than half of one-copy",
      typeof zero === "number" && typeof one === "number" && zero < one / 2,
      `ns per byte: two-copy ${figure(two ?? null)}, one-copy ${figure(one ?? null)}, ` +
        `zero-copy ${figure(zero ?? null)}`,
    ),
  ];
}
