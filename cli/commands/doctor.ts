/** `netio doctor`: what can be measured on this machine, what spoils results, and the command that changes it. */
import type { Check } from "../../doctor/check.ts";
import { examineMachine, runChecks } from "../../doctor/checks.ts";
import { allInterfaces, likelyInterfaces, withLowerInterfaces } from "../../doctor/interfaces.ts";
import { command, type Option, switchOption } from "../options/option.ts";
import { listOf, suggestion } from "../options/values.ts";
import { outScreen } from "../text/screen.ts";
import { printJson } from "../text/output.ts";
import { wrapped } from "../text/wrap.ts";
import { UsageError } from "../usage_error.ts";

const INDENT = "           ";
const STATUSES: readonly Check["status"][] = ["ok", "limited", "missing", "n/a"];

const INTERFACES: Option<string[]> = {
  value: "LIST",
  byDefault: "lo, and the cards that are up",
  help: "network interfaces to examine",
  example: "eth0,wg0",
  parse: listOf((name) => [name]),
};

export const doctor = command({
  name: "doctor",
  summary: "what can be measured on this machine, and what to change",
  positionals: { usage: "", min: 0, max: 0 },
  options: { interfaces: INTERFACES, json: switchOption("one JSON object on stdout") },
  examples: ["netio doctor", "netio doctor --interfaces eth0", "netio doctor --json"],
  /** Always 0: a limited machine is a finding and not a failure. */
  run: ({ interfaces, json }) => {
    interfaces?.forEach(requireInterface);
    const machine = examineMachine(
      interfaces === undefined ? likelyInterfaces() : withLowerInterfaces(interfaces),
    );
    const checks = runChecks(machine);
    if (json) printJson({ schema: 2, checks, environment: machine.environment });
    else console.log(formatChecks(checks, outScreen().columns));
    return 0;
  },
});

function requireInterface(name: string): void {
  const names = allInterfaces();
  if (names.includes(name)) return;
  const there = names.length === 0 ? "" : `; there ${names.length === 1 ? "is" : "are"} ${names.join(", ")}`;
  throw new UsageError(`--interfaces ${name}: no such interface${there}${suggestion(name, names)}`);
}

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
