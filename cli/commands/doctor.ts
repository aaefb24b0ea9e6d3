/** `netio doctor`: what can be measured on this machine, what spoils results, and the command that changes it. */
import type { Check } from "../../doctor/check.ts";
import { examineMachine, runChecks } from "../../doctor/checks.ts";
import { toJson } from "../../results/json.ts";
import { command, switchOption } from "../options/option.ts";

const INDENT = "           ";
const LINE_WIDTH = 100;

export const doctor = command({
  name: "doctor",
  summary: "what can be measured on this machine, and what to change",
  positionals: { usage: "", min: 0, max: 0 },
  options: { json: switchOption("json", "one JSON object on stdout") },
  examples: ["netio doctor", "netio doctor --json"],
  /** Always 0: a limited machine is a finding and not a failure. */
  run: ({ json }) => {
    const machine = examineMachine();
    const checks = runChecks(machine);
    console.log(
      json ? toJson({ schema: 2, checks, environment: machine.environment }).trimEnd() : formatChecks(checks),
    );
    return Promise.resolve(0);
  },
});

/** The checks as text: status, title and value on a line, the advice wrapped beneath it. */
export function formatChecks(checks: readonly Check[]): string {
  const titleWidth = Math.max(...checks.map((check) => check.title.length));
  const lines = checks.flatMap(({ status, title, value, advice }) => [
    `${`[${status}]`.padEnd(INDENT.length)}${title.padEnd(titleWidth)}  ${value}`,
    ...(advice === null ? [] : wrap(advice, LINE_WIDTH - INDENT.length).map((line) => INDENT + line)),
  ]);
  const count = (status: Check["status"]) => checks.filter((check) => check.status === status).length;
  return [...lines, "", `${count("ok")} ok, ${count("limited")} limited, ${count("missing")} missing`].join(
    "\n",
  );
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else lines.push(word);
  }
  return lines;
}
