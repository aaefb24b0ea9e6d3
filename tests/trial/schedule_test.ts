import { assert, assertEquals, assertNotEquals } from "@std/assert";
import {
  measuredMs,
  type Scheduled,
  singleWindow,
  turnMs,
  turnOrder,
  turnsMs,
} from "../../trial/schedule.ts";

const MODES = ["two-copy", "one-copy", "zero-copy", "contiguous"];
const SLICES = { rounds: 20, washoutMs: 4, sliceMs: 15, tailMs: 1 };

function scheduled(changes: Partial<Scheduled> = {}): Scheduled {
  return { modes: MODES, schedule: SLICES, payloadSeed: 7, ...changes };
}

/** The turns, round by round. */
function roundsOf(order: readonly number[], modeCount = MODES.length): (readonly number[])[] {
  return Array.from(
    { length: order.length / modeCount },
    (_, round) => order.slice(round * modeCount, (round + 1) * modeCount),
  );
}

Deno.test("every mode has one turn in each round", () => {
  const order = turnOrder(scheduled());
  assertEquals(order.length, SLICES.rounds * MODES.length);
  for (const round of roundsOf(order)) assertEquals(round.toSorted(), [0, 1, 2, 3]);
});

Deno.test("rounds are shuffled differently, and no mode keeps its place", () => {
  const rounds = roundsOf(turnOrder(scheduled()));
  assert(new Set(rounds.map(String)).size > SLICES.rounds / 2, `${rounds.join(" | ")}`);
  for (let place = 0; place < MODES.length; place++) {
    assertEquals(new Set(rounds.map((round) => round[place])).size, MODES.length, `place ${place}`);
  }
});

Deno.test("the same spec gives the same turns, another seed others", () => {
  assertEquals(turnOrder(scheduled()), turnOrder(scheduled()));
  assertNotEquals(turnOrder(scheduled()), turnOrder(scheduled({ payloadSeed: 8 })));
});

Deno.test("each mode follows each other one about equally often", () => {
  const order = turnOrder(scheduled({ schedule: { ...SLICES, rounds: 3000 } }));
  const follows = new Map<string, number>();
  for (const [turn, mode] of order.slice(1).entries()) {
    const pair = `${order[turn]}${mode}`;
    follows.set(pair, (follows.get(pair) ?? 0) + 1);
  }
  for (const mode of MODES.keys()) {
    const others = [...MODES.keys()].filter((other) => other !== mode).map((other) =>
      follows.get(`${mode}${other}`)!
    );
    assert(Math.min(...others) > 0.9 * Math.max(...others), `after ${mode}: ${others}`);
  }
});

Deno.test("a turn is washout, slice and tail; a trial has one of each mode per round", () => {
  assertEquals(turnMs(SLICES), 20);
  assertEquals(turnsMs(scheduled()), 20 * 4 * 20);
  assertEquals(measuredMs(SLICES), 20 * 15);
});

Deno.test("a single window is one turn without washout and tail", () => {
  const alone = scheduled({ modes: ["one-copy"], schedule: singleWindow(300) });
  assertEquals(turnOrder(alone), [0]);
  assertEquals([turnMs(alone.schedule), turnsMs(alone), measuredMs(alone.schedule)], [300, 300, 300]);
});
