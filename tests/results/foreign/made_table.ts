/** Tables of made-up measurements: 3 modes × 4 sizes × 4 thread counts with noise, and any columns beside them. */

export interface MadeRow {
  readonly mode: string;
  readonly size: number;
  readonly threads: number;
  /** A throughput as such programs measure it, with noise. */
  readonly gbps: number;
}

export const MODES = ["A1", "A2", "A3"] as const;
export const SIZES = [64, 1024, 16384, 65536] as const;
export const THREADS = [1, 2, 4, 8] as const;

/** Noise of ± 5 % that is the same in every run. */
function noise(seed: number): number {
  const x = Math.sin(seed * 12.9898) * 43758.5453;
  return 0.95 + 0.1 * (x - Math.floor(x));
}

export const MADE_ROWS: readonly MadeRow[] = MODES.flatMap((mode, m) =>
  SIZES.flatMap((size, s) =>
    THREADS.map((threads, t) => ({
      mode,
      size,
      threads,
      gbps: (m + 1) * (2 + s) * threads ** 0.6 * noise(m * 100 + s * 10 + t),
    }))
  )
);

/** A CSV with mode, size and threads, and the columns whose cells `columns` makes. */
export function madeTable(
  columns: Readonly<Record<string, (row: MadeRow, index: number) => string | number>>,
  rows: readonly MadeRow[] = MADE_ROWS,
): string {
  const header = ["mode", "msg_size", "threads", ...Object.keys(columns)];
  const lines = rows.map((row, index) => [
    row.mode,
    row.size,
    row.threads,
    ...Object.values(columns).map((cell) => cell(row, index)),
  ]);
  return [header, ...lines].map((line) => line.join(",")).join("\n") + "\n";
}
