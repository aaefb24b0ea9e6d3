/** Why a netio failed, by what it said: the line that tells most. Pure. */

/** Of errors the last counts, of what stands beside an answer the first. */
const ERROR = /^netio: (.+)/;
const REMARK = /^(?:Note|Caution): (.+)/;
/** What a sweep advises, which is not what is to be done here. */
const ADVICE = /\.? *\b(?:To try again|To continue|Continue with|Once the cause is fixed)\b.*$/;
const REASON_MAX = 200;

/** `null` where it said nothing. */
export function reasonIn(lines: readonly string[]): string | null {
  const told = lines.map((line) => line.trim()).filter((line) => line !== "");
  const error = told.findLast((line) => ERROR.test(line));
  const line = error ?? told.find((line) => REMARK.test(line)) ?? told.at(-1);
  if (line === undefined) return null;
  const text = (ERROR.exec(line)?.[1] ?? REMARK.exec(line)?.[1] ?? line).replace(ADVICE, "");
  return text.length > REASON_MAX ? `${text.slice(0, REASON_MAX - 1)}…` : text;
}
