/**
 * Things by mode, message size and thread count. Maps in maps: a text as the key of each look-up takes five times as
 * long, and many cells are looked up a million times.
 */
type Word = string | null;
type Count = number | null;

export class PlaceMap<T> {
  readonly #byMode = new Map<Word, Map<Count, Map<Count, T>>>();

  get(mode: Word, messageBytes: Count, threads: Count): T | undefined {
    return this.#byMode.get(mode)?.get(messageBytes)?.get(threads);
  }

  /** What is there, or is put there. */
  getOrInsertComputed(mode: Word, messageBytes: Count, threads: Count, make: () => T): T {
    return this.#byMode.getOrInsertComputed(mode, () => new Map<Count, Map<Count, T>>())
      .getOrInsertComputed(messageBytes, () => new Map<Count, T>())
      .getOrInsertComputed(threads, make);
  }

  /** All of them, in no order to rely on. */
  *values(): Generator<T> {
    for (const bySize of this.#byMode.values()) {
      for (const byThreads of bySize.values()) yield* byThreads.values();
    }
  }
}
