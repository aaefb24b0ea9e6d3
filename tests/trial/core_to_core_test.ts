import { assert, assertEquals } from "@std/assert";
import { Crew } from "../../trial/crew.ts";
import { usableCpus } from "../../trial/usable_cpus.ts";
import { ok, smallTrials } from "./small_trial.ts";

const [first, second] = usableCpus().map(({ cpu }) => cpu);
const ignore = second === undefined; // needs two CPUs
const NO_SUCH_CPU = 8191;
/** Other load may keep two threads apart for once. */
const TRIES = 20, TRIALS = 6;

async function distance(crew: Crew, one: number, other: number): Promise<number | null> {
  for (let i = 0; i < TRIES; i++) {
    const ns = await crew.coreToCore(one, other);
    if (ns !== null) return ns;
  }
  return null;
}

Deno.test({
  name: "two CPUs are so many ns apart, either way round and time after time; no line is that quick or slow",
  ignore,
  fn: async () => {
    await using crew = await Crew.start(1);
    for (const [one, other] of [[first!, second!], [second!, first!], [first!, second!]] as const) {
      const ns = await distance(crew, one, other);
      assert(ns !== null && ns > 1 && ns < 1e6, `${ns} ns`);
    }
  },
});

Deno.test("threads that share a CPU, or have one that is not there, tell nothing and soon give up", async () => {
  await using crew = await Crew.start(1);
  assertEquals(await crew.coreToCore(first!, first!), null);
  assertEquals(await crew.coreToCore(first!, NO_SUCH_CPU), null);
  if (!ignore) assert(await distance(crew, first!, second!) !== null);
});

Deno.test({
  name: "a trial says how far apart the CPUs of its first connection are, where it pinned them to two",
  ignore,
  fn: async () => {
    const apart = { kind: "lists", tx: [first!], rx: [second!] } as const;
    const same = { kind: "lists", tx: [first!], rx: [first!] } as const;
    const results = await smallTrials([
      { pin: { kind: "none" } },
      { pin: same },
      ...Array(TRIALS).fill({ pin: apart }),
    ]);
    const [unpinned, together, ...pinned] = results.map((result) => ok(result).coreToCoreNs);
    assertEquals([unpinned, together], [null, null]);
    assert(pinned.some((ns) => ns !== null && ns > 1), `${pinned}`);
  },
});
