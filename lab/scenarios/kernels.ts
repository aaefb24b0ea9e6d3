/** Debian's kernels of four releases: each runs every mode that it has, and refuses the others by name. */
import { type CataloguedMode, MODE_CATALOGUE } from "../../results/mode_catalogue.ts";
import { hasWarning } from "../../results/warnings.ts";
import { Guest, type GuestResults, qemuPackage, STEADY_CLOCK } from "../guest.ts";
import { IMAGE_PACKAGES, makeImage } from "../image.ts";
import { type Kernel, KERNEL_SERIES, type KernelSeries, openKernel } from "../kernels.ts";
import { allSucceeded, attemptIn, figure, type Swept, sweptIn, tally } from "../rows.ts";
import { type Check, check, type Lab, type Scenario } from "../scenario.ts";

const USAGE_STATUS = 2;
/** One way; a round trip takes it twice. */
const DELAY_MS = 5;
const MTU = 9000;
/** Ten round trips of so long ways are longer than the warm-up by default. */
const FAR_MS = 25;
/** So many guests at the same time. */
const AT_ONCE = 2;

const BRIEF = "--threads 1 --duration 100ms --warmup 50ms --repeats 1";
const FAR = `--topology netns --netem "delay ${FAR_MS}ms" --modes one-copy --sizes 16Ki --threads 1 ` +
  "--duration 200ms --repeats 1";
const SWEEPS = {
  "plain": `--modes all --sizes 16Ki ${BRIEF}`,
  "namespaces": `--topology netns --mtu ${MTU} --modes one-copy,zero-copy --sizes 16Ki ${BRIEF}`,
  "delayed":
    `--topology netns --netem "delay ${DELAY_MS}ms loss 0.1%" --pattern rr --modes one-copy --sizes 1Ki ` +
    "--threads 1 --duration 500ms --warmup 50ms --repeats 1",
  "verified": `--verify --modes all --sizes 16Ki ${BRIEF}`,
  "hasty": `${FAR} --warmup 20ms`,
  "patient": FAR,
} as const;

export const kernels: Scenario = {
  name: "kernels",
  about: "5.10, 6.1, 6.12 and the newest: every mode that the kernel has, the others refused by name",
  packages: [...IMAGE_PACKAGES, qemuPackage("x86_64")],
  needsRoot: false,
  async *run(lab) {
    const image = await makeImage(lab);
    for (let i = 0; i < KERNEL_SERIES.length; i += AT_ONCE) {
      yield* checksTogether(lab, image, KERNEL_SERIES.slice(i, i + AT_ONCE));
    }
  },
};

/** Some kernels at the same time, one CPU of the host each; their clocks go by instructions and don't notice. */
async function* checksTogether(lab: Lab, image: string, all: readonly KernelSeries[]): AsyncGenerator<Check> {
  await using guests = new AsyncDisposableStack();
  const running: (readonly [Kernel, Guest])[] = [];
  for (const series of all) {
    const kernel = await openKernel(lab.cache, series, "amd64", lab.say);
    const guest = guests.use(
      await Guest.start(lab, {
        ...{ name: series, architecture: "x86_64", kernel, image, job: jobOf(kernel) },
        options: ["-smp", "1", ...STEADY_CLOCK], // with two, 5.10 waits for the second for ever
        isSingleThreaded: true,
      }),
    );
    lab.say(`a guest with ${kernel.release}`);
    running.push([kernel, guest]);
  }
  for (const [kernel, guest] of running) {
    for await (const { what, ...rest } of checksOf(await guest.results(), refusedBy(kernel))) {
      yield { what: `${kernel.release}: ${what}`, ...rest };
    }
  }
}

function jobOf(kernel: Kernel): string {
  const sweeps = Object.entries(SWEEPS).map(([name, options]) => `sweep ${name} ${options}`);
  const refusals = refusedBy(kernel)
    .map((mode) => `sweep refused-${mode} --modes ${mode} --sizes 4Ki ${BRIEF}`);
  return [...sweeps, ...refusals].join("\n");
}

function refusedBy(kernel: Kernel): string[] {
  return MODE_CATALOGUE.filter((mode) => !hasMode(kernel, mode)).map(({ id }) => id);
}

/** What late releases of a series have of a later one, as seen with Debian's 5.10.0-32 and 6.1.0-50. */
const BACKPORTED: Readonly<Record<string, readonly string[]>> = {
  "5.10": ["uring-send"],
  "6.1": ["uring-zero-copy", "uring-zero-copy-fixed"],
};

/** Whether a kernel has a mode: from the version on that the catalogue says, or by a backport. */
function hasMode({ release }: Kernel, { id, since }: CataloguedMode): boolean {
  const series = release.split(".").slice(0, 2).join(".");
  if (BACKPORTED[series]?.includes(id)) return true;
  const numbers = (version: string) => version.split(/[.-]/).map(Number);
  const [major = 0, minor = 0] = numbers(release);
  const [needsMajor = 0, needsMinor = 0] = numbers(since ?? "0.0");
  return major > needsMajor || (major === needsMajor && minor >= needsMinor);
}

async function sweepsIn(out: string): Promise<Record<keyof typeof SWEEPS, Swept>> {
  const sets: [string, Swept][] = [];
  for (const name of Object.keys(SWEEPS)) sets.push([name, await sweptIn(out, name)]);
  return Object.fromEntries(sets) as Record<keyof typeof SWEEPS, Swept>;
}

async function* checksOf({ out, seconds }: GuestResults, refused: readonly string[]): AsyncGenerator<Check> {
  const sets = await sweepsIn(out);
  const { plain, namespaces, delayed, verified, hasty, patient } = sets;
  const success = allSucceeded(Object.values(sets));
  yield { ...success, seen: `${success.seen}; ${seconds.toFixed(0)} s` };
  for (const { name, rows } of [plain, verified]) {
    const wanted = MODE_CATALOGUE.map(({ id }) => id).filter((id) => !refused.includes(id));
    const ran = new Set(rows.map(({ mode }) => mode));
    yield check(
      `${name}: every mode that the kernel has, and no other, has rows`,
      ran.size === wanted.length && wanted.every((mode) => ran.has(mode)),
      [...ran].join(", "),
    );
  }
  yield* refusalChecks(out, refused);
  const segments = namespaces.rows.map(({ mss }) => mss);
  yield check(
    `namespaces: segments fit into ${MTU} bytes, and the kernel copied`,
    segments.length > 0 && segments.every((mss) => mss !== null && mss > MTU - 100 && mss < MTU) &&
      namespaces.rows.some(({ effective_copy: copy }) => copy === "copied"),
    `MSS ${segments.join(", ")}; ` +
      `zero-copy ${tally(namespaces.rows.flatMap((row) => row.effective_copy ?? []))}`,
  );
  const roundTripUs = delayed.rows.at(0)?.latency_p50_us ?? null;
  yield check(
    `delayed: a round trip takes at least twice ${DELAY_MS} ms`,
    roundTripUs !== null && roundTripUs >= 2000 * DELAY_MS,
    `median ${figure(roundTripUs === null ? null : roundTripUs / 1000)} ms`,
  );
  yield* slowStartChecks(hasty, patient);
}

const SLOW_START = /slow-start( \([^)]*\))?/;

/** A warm-up shorter than ten round trips is said in the rows; the one that a sweep chooses is not. */
function* slowStartChecks(hasty: Swept, patient: Swept): Generator<Check> {
  const seen = ({ rows }: Swept) =>
    rows.map((row) => `warm-up ${row.warmup_s} s, ${row.warnings?.match(SLOW_START)?.[0] ?? "no warning"}`)
      .join("; ");
  yield check(
    `hasty: with round trips of ${2 * FAR_MS} ms and a warm-up of 20 ms rows carry slow-start`,
    hasty.rows.length > 0 && hasty.rows.every((row) => hasWarning(row, "slow-start")),
    seen(hasty),
  );
  yield check(
    "patient: with the warm-up that the sweep chooses they do not",
    patient.rows.length > 0 && patient.rows.every((row) => !hasWarning(row, "slow-start")),
    seen(patient),
  );
}

async function* refusalChecks(out: string, refused: readonly string[]): AsyncGenerator<Check> {
  for (const mode of refused) {
    const { status, text } = await attemptIn(out, `refused-${mode}`);
    yield check(
      `${mode} is refused by name`,
      status === USAGE_STATUS && text.includes(`--modes ${mode}: `),
      `exit status ${status}: ${text.trim().split("\n")[0]}`,
    );
  }
}
