/** The exit codes of netio but for success, 0, and signals (`interruption.ts`). */

/** Something failed while running; what was measured is kept. */
export const FAILURE = 1;
export const WRONG_USAGE = 2;
