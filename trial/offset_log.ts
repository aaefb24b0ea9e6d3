/**
 * Growing figures, recorded now and then at byte offsets of a stream, and read afterwards at any offset by linear
 * interpolation. Memory is allocated beforehand; when it is full every second record is dropped.
 */
export class OffsetLog {
  /** All notes, one after another: the byte offset, then the figures. */
  readonly figures: Float64Array<ArrayBuffer>;
  readonly #stride: number;
  #length = 0;
  /** How many times every second note has been dropped. */
  #halvings = 0;

  /**
   * @param capacity notes that there is room for, at least 2
   * @param width figures of a note
   */
  constructor(capacity: number, width: number) {
    this.#stride = 1 + width;
    this.figures = new Float64Array(capacity * this.#stride);
  }

  /** The factor by which notes should be farther apart than planned, so that they fit. */
  get thinning(): number {
    return 2 ** this.#halvings;
  }

  /**
   * Makes a note; the figures are for the caller to write. Allocates nothing.
   *
   * @param offset in bytes, not less than the last
   * @returns where in {@linkcode figures} the note's figures begin
   */
  add(offset: number): number {
    if ((this.#length + 1) * this.#stride > this.figures.length) this.#thin();
    const at = this.#length * this.#stride;
    this.#length += 1;
    this.figures[at] = offset;
    return at + 1;
  }

  /**
   * A byte offset as a place among the notes: the number of the note before it, and how far it is to the next as a
   * fraction. The first note of those at the same offset; the ends of the log for what lies beyond them.
   */
  place(offset: number): number {
    return this.#placeOf(0, offset);
  }

  /** The byte offset at which a growing figure had a value. */
  offsetWhere(figure: number, value: number): number {
    return this.at(this.#placeOf(1 + figure, value), -1);
  }

  /** A figure at a place. */
  at(place: number, figure: number): number {
    const note = Math.floor(place), share = place - note;
    const index = note * this.#stride + 1 + figure;
    const before = this.figures[index]!;
    return share === 0 ? before : before + share * (this.figures[index + this.#stride]! - before);
  }

  /** @param column 0 for the byte offset, then the figures */
  #placeOf(column: number, value: number): number {
    const of = (note: number) => this.figures[note * this.#stride + column]!;
    let low = 0, high = this.#length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (of(middle) >= value) high = middle;
      else low = middle + 1;
    }
    if (low === 0) return 0;
    const before = of(low - 1), after = of(low);
    return low - 1 + Math.min(1, (value - before) / (after - before));
  }

  /** The byte offset of a note. */
  offset(note: number): number {
    return this.figures[note * this.#stride]!;
  }

  #thin(): void {
    const stride = this.#stride;
    const kept = Math.ceil(this.#length / 2);
    for (let note = 1; note < kept; note++) {
      this.figures.copyWithin(note * stride, 2 * note * stride, (2 * note + 1) * stride);
    }
    this.#length = kept;
    this.#halvings += 1;
  }
}
