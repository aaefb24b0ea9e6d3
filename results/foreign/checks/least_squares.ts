/** A linear least-squares fit of a few terms, by the normal equations with scaled columns. */

/** Observed − fitted of each row; `null` where the terms do not determine a fit. */
export function leastSquares(
  terms: readonly (readonly number[])[],
  observed: readonly number[],
): number[] | null {
  const width = terms[0]?.length ?? 0;
  const scales = Array.from(
    { length: width },
    (_, k) => Math.sqrt(sum(terms.map((row) => row[k]! ** 2))) || 1,
  );
  const scaled = terms.map((row) => row.map((term, k) => term / scales[k]!));
  const matrix = Array.from({ length: width }, (_, i) => [
    ...Array.from({ length: width }, (_, k) => sum(scaled.map((row) => row[i]! * row[k]!))),
    sum(scaled.map((row, r) => row[i]! * observed[r]!)),
  ]);
  const solution = solve(matrix);
  return solution === null
    ? null
    : observed.map((value, r) => value - sum(scaled[r]!.map((term, k) => term * solution[k]!)));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

const SINGULAR = 1e-12;

/** Gauss elimination with pivots; the last column is the right-hand side. */
function solve(matrix: number[][]): number[] | null {
  const size = matrix.length;
  for (let step = 0; step < size; step++) {
    const below = matrix.slice(step).map((row) => Math.abs(row[step]!));
    const pivot = step + below.indexOf(Math.max(...below));
    [matrix[step], matrix[pivot]] = [matrix[pivot]!, matrix[step]!];
    const head = matrix[step]!;
    if (Math.abs(head[step]!) < SINGULAR) return null;
    for (const row of matrix.filter((other) => other !== head)) {
      const factor = row[step]! / head[step]!;
      head.forEach((value, k) => row[k]! -= factor * value);
    }
  }
  return matrix.map((row, k) => row[size]! / row[k]!);
}
