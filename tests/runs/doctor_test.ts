import { assert, assertEquals, assertMatch, assertStringIncludes, assertThrows } from "@std/assert";
import { doctor, formatChecks } from "../../cli/commands/doctor.ts";
import { UsageError } from "../../cli/usage_error.ts";
import type { Check } from "../../doctor/check.ts";

const repository = new URL("../../", import.meta.url);

/** Runs the command in a process of its own, behind `launcher`. */
function runDoctor(launcher: readonly string[], json: boolean, interfaces?: readonly string[]): string {
  const module = new URL("cli/commands/doctor.ts", repository).href;
  const given = JSON.stringify({ json, interfaces });
  const script = `const { doctor } = await import("${module}"); Deno.exit(await doctor.run(${given}, []));`;
  const [program, ...args] = [...launcher, Deno.execPath(), "eval", script];
  const { stdout, stderr, code } = new Deno.Command(program!, { args, cwd: repository }).outputSync();
  assertEquals(code, 0, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}

function checksOf(launcher: readonly string[]): Map<string, Check> {
  const { checks } = JSON.parse(runDoctor(launcher, true)) as { checks: Check[] };
  return new Map(checks.map((check) => [check.id, check]));
}

function works(launcher: readonly string[]): boolean {
  try {
    return new Deno.Command(launcher[0]!, { args: [...launcher.slice(1), "true"], stderr: "null" })
      .outputSync().success;
  } catch {
    return false;
  }
}

/** A user namespace without a mapping takes all privileges away but leaves the files readable. */
const UNPRIVILEGED = ["unshare", "--user"];
const OWN_NETWORK = ["unshare", "--net"];
const PARANOID = "/proc/sys/kernel/perf_event_paranoid";

Deno.test("the table shows status, title and value, with the advice wrapped beneath", () => {
  const checks: Check[] = [
    { id: "a", title: "one", status: "ok", value: "fine", advice: null },
    { id: "b", title: "another", status: "limited", value: "half", advice: "word ".repeat(30).trim() },
    { id: "c", title: "third", status: "n/a", value: "not visible ".repeat(9).trim(), advice: null },
  ];
  const lines = formatChecks(checks, 80).split("\n");
  assertEquals(lines[0], "[ok]       one      fine");
  assertEquals(lines[1], "[limited]  another  half");
  assertMatch(lines[2]!, /^ {11}word/);
  assert(lines.every((line) => line.length <= 80));
  assertEquals(lines.at(-1), "1 ok, 1 limited, 0 missing, 1 n/a");
});

Deno.test("doctor prints a table for people and one JSON object for programs", () => {
  const table = runDoctor([], false);
  assertMatch(table, /^\[(ok|limited|missing|n\/a)\]\s+hardware counters/);
  const { schema, checks, environment } = JSON.parse(runDoctor([], true));
  assertEquals(schema, 2);
  assertEquals(environment.cpu.logical_cpus >= 1, true);
  for (const { title } of checks) assertStringIncludes(table, title);
});

Deno.test("doctor completes one zero-copy send on this machine's loopback", () => {
  const check = checksOf([]).get("zero-copy")!;
  assertMatch(check.value, /^(supported, but copied|completed without a copy)$/);
});

Deno.test({
  name: "without privileges, doctor says that namespaces can't be made and what needs privileges",
  ignore: !works(UNPRIVILEGED),
  fn() {
    const checks = checksOf(UNPRIVILEGED);
    assertEquals(checks.get("namespaces")!.status, "missing");
    assertStringIncludes(checks.get("namespaces")!.value, "not permitted");
    const paranoid = Number(Deno.readTextFileSync(PARANOID));
    assertEquals(checks.get("perf-paranoid")!.status === "ok", paranoid <= 1);
  },
});

Deno.test({
  name: "in a namespace whose loopback is down, doctor says how to bring it up",
  ignore: !works(OWN_NETWORK),
  fn() {
    const check = checksOf(OWN_NETWORK).get("zero-copy")!;
    assertEquals([check.status, check.advice], ["missing", null]);
    assertStringIncludes(check.value, "the loopback interface is down: ip link set lo up");
  },
});

Deno.test("doctor examines the interfaces that are asked for, and names those that there are", () => {
  const examined = JSON.parse(runDoctor([], true, ["lo"])).environment.network.interfaces;
  assertEquals(examined.map(({ name }: { name: string }) => name), ["lo"]);
  assertThrows(() => doctor.run({ interfaces: ["eth77"] }, []), UsageError, "no such interface; there ");
});
