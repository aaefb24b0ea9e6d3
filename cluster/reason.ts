/** Why a netio failed: the most telling line of its output. Pure. */

/** The last error counts, or the first remark beside an answer. */
const ERROR = /^netio: (.+)/;
const REMARK = /^(?:Note|Warning): (.+)/;
/** The sweep's own advice, which does not apply to `netio pairs`. */
const ADVICE = /\.? *\b(?:To retry|To continue|Continue with|Once the cause is fixed)\b.*$/;
const REASON_MAX = 200;

/** `null` where there was no output. */
export function reasonIn(lines: readonly string[]): string | null {
  const told = lines.map((line) => line.trim()).filter((line) => line !== "");
  const error = told.findLast((line) => ERROR.test(line));
  const line = error ?? told.find((line) => REMARK.test(line)) ?? told.at(-1);
  if (line === undefined) return null;
  const text = (ERROR.exec(line)?.[1] ?? REMARK.exec(line)?.[1] ?? line).replace(ADVICE, "");
  return text.length > REASON_MAX ? `${text.slice(0, REASON_MAX - 1)}…` : text;
}
