/** An answer of the analysis, as `analyze --json` prints it. */

/** One thing that was measured, and the columns it was read from. */
export interface Evidence {
  readonly text: string;
  readonly columns: readonly string[];
}

/** The answer to one of the six questions, or of those that only further modes and receive strategies ask. */
export interface Finding {
  readonly question: 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;
  readonly title: string;
  /**
   * Sentences made from this run's data, a line for each setting; starts with "not measurable here, because" where there
   * is no answer.
   */
  readonly answer: string;
  readonly measurable: boolean;
  readonly evidence: readonly Evidence[];
  /** A cause that would fit the evidence, never more than that; `null` where none has support. */
  readonly hypothesis: string | null;
}
