/** `netio doctor`: what can be measured on this machine, what spoils results, and the command that changes it. */
import type { Check } from "../../doctor/check.ts";
import { examineMachine, runChecks } from "../../doctor/checks.ts";
import { command, switchOption } from "../options/option.ts";
import { outScreen } from "../text/screen.ts";
import { printJson, wrapped } from "../text/wrap.ts";

const INDENT = "           ";
const STATUSES: readonly Check["status"][] = ["ok", "limited", "missing", "n/a"];

export const doctor = command({
  name: "doctor",
  summary: "what can be measured on this machine, and what to change",
  positionals: { usage: "", min: 0, max: 0 },
  options: { json: switchOption("one JSON object on stdout") },
  examples: ["netio doctor", "netio doctor --json"],
  /** Always 0: a limited machine is a finding and not a failure. */
  run: ({ json }) => {
    const machine = examineMachine();
    const checks = runChecks(machine);
    if (json) printJson({ schema: 2, checks, environment: machine.environment });
    else console.log(formatChecks(checks, outScreen().columns));
    return 0;
  },
});

/** The checks as text: status, title and value on a line, the advice beneath it, in lines of at most `columns` characters. */
export function formatChecks(checks: readonly Check[], columns: number): string {
  const titleWidth = Math.max(...checks.map((check) => check.title.length));
  const lines = checks.flatMap(({ status, title, value, advice }) => [
    ...wrapped(
      `${`[${status}]`.padEnd(INDENT.length)}${title.padEnd(titleWidth)}  ${value}`,
      columns,
      INDENT,
    ),
    ...(advice === null ? [] : wrapped(INDENT + advice, columns, INDENT)),
  ]);
  const countOf = (status: Check["status"]) => checks.filter((check) => check.status === status).length;
  const tally = STATUSES.map((status) => `${countOf(status)} ${status}`).filter((text) => text !== "0 n/a");
  return [...lines, "", tally.join(", ")].join("\n");
}
