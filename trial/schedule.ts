/**
 * When each mode of a trial sends. Modes take turns on the same connections, in rounds whose order is shuffled, so that
 * whatever else the machine does affects all of them alike. A turn begins with a washout, in which the data of the turn
 * before drains, continues with the slice that counts, and ends with a short tail, so that nothing recorded around the end
 * of a slice belongs to two modes. With one mode and one round it is an ordinary trial: a warm-up and a window.
 *
 * Pure: both ends, and both hosts, derive the same turns from the same spec.
 */
import { mixSeed, seededRandom, shuffled } from "../stats/random.ts";

/** The parts of a turn, ms, and how many each mode has. */
export interface Schedule {
  readonly rounds: number;
  readonly washoutMs: number;
  readonly sliceMs: number;
  readonly tailMs: number;
}

/** What the turns of a trial follow from. */
export interface Scheduled {
  readonly modes: readonly string[];
  readonly schedule: Schedule;
  readonly payloadSeed: number;
}

/** One mode, one window. */
export function singleWindow(durationMs: number): Schedule {
  return { rounds: 1, washoutMs: 0, sliceMs: durationMs, tailMs: 0 };
}

/** The mode of each turn, as its place in `modes`. */
export function turnOrder({ modes, schedule, payloadSeed }: Scheduled): readonly number[] {
  const random = seededRandom(mixSeed(payloadSeed, modes.length));
  const places = modes.map((_, place) => place);
  return Array.from({ length: schedule.rounds }, () => shuffled(places, random)).flat();
}

/** One turn, ms. */
export function turnMs({ washoutMs, sliceMs, tailMs }: Schedule): number {
  return washoutMs + sliceMs + tailMs;
}

/** All turns of a trial together, ms: the trial without its warm-up. */
export function turnsMs({ modes, schedule }: Omit<Scheduled, "payloadSeed">): number {
  return modes.length * schedule.rounds * turnMs(schedule);
}

/** The slices of one mode together, ms. */
export function measuredMs({ rounds, sliceMs }: Schedule): number {
  return rounds * sliceMs;
}
