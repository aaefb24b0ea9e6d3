/** Seeded randomness: a seed reproduces the order of a sweep (`pure-rand`, xoroshiro128+). */
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

export interface Random {
  /** A real number in [0, 1). */
  next(): number;
  /** An integer in [0, bound). */
  below(bound: number): number;
}

/** The same seed (its lowest 32 bits count) gives the same numbers on every machine. */
export function seededRandom(seed: number): Random {
  const generator = xoroshiro128plus(seed | 0);
  return {
    next: () => uniformFloat64(generator),
    below: (bound) => uniformInt(generator, 0, bound - 1),
  };
}

/** One 32-bit seed of several numbers (the finaliser of MurmurHash3 over each). */
export function mixSeed(...parts: readonly number[]): number {
  let hash = 0;
  for (const part of parts) {
    hash = Math.imul(hash ^ part, 0x85eb_ca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
    hash ^= hash >>> 16;
  }
  return hash | 0;
}

/** A shuffled copy; every order equally likely (Fisher–Yates, Knuth vol. 2, algorithm 3.4.2 P). */
export function shuffled<T>(items: readonly T[], random: Random): T[] {
  const copy = [...items];
  for (let last = copy.length - 1; last > 0; last--) {
    const other = random.below(last + 1);
    [copy[last], copy[other]] = [copy[other] as T, copy[last] as T];
  }
  return copy;
}
