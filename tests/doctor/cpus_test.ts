import { assertEquals, assertStringIncludes } from "@std/assert";
import { parsePin } from "../../cli/options/trial_values.ts";
import { checkCpus, checkIsolated } from "../../doctor/cpus.ts";
import { cpuFiles } from "../host/fake_root.ts";
import { machine } from "./fake_machine.ts";

const allow = (cpus: string) => ({
  "/proc/self/status": `CapEff:\t0000000000000000\nCpus_allowed_list:\t${cpus}`,
});

/** Uniform CPUs 0 to `count` − 1, a core each, in nodes of `each`. */
function uniform(count: number, each = count): Record<string, string> {
  const cpus = Array.from(
    { length: count },
    (_, cpu) => cpuFiles(cpu, { siblings: `${cpu}`, node: Math.floor(cpu / each) }),
  );
  const oneType = {
    "/sys/bus/event_source/devices/cpu_core/cpus": "0-63",
    "/sys/bus/event_source/devices/cpu_atom/cpus": "64",
  };
  return Object.assign(
    { "/sys/devices/system/cpu/online": `0-${count - 1}`, ...allow(`0-${count - 1}`) },
    oneType,
    ...cpus,
  );
}

Deno.test("few cores are limited, and tell from how many threads on ends share them", () => {
  const check = checkCpus(machine(allow("0-5")));
  assertEquals([check.status, check.value], [
    "limited",
    "6 logical, 4 cores, core types cpu_core and cpu_atom, --pin auto uses 2 cores",
  ]);
  assertStringIncludes(check.advice!, "with more than 1 connection (--threads)");
});

Deno.test("CPUs that the affinity mask takes away are not counted", () => {
  const check = checkCpus(machine(allow("0-1")));
  assertEquals(check.value, "6 logical, 4 cores, 2 allowed");
  assertStringIncludes(check.advice!, "share one core");
});

Deno.test("a CPU quota below the CPUs is told with its remedy, one above them is none", () => {
  const quota = (microseconds: number) => ({
    ...allow("0-3"),
    "/proc/self/cgroup": "0::/",
    "/sys/fs/cgroup/cpu.max": `${microseconds} 100000`,
  });
  const { status, value, advice } = checkCpus(machine(quota(250_000)));
  assertEquals([status, value.split(", ").at(-1)], ["limited", "quota of 2.5"]);
  assertStringIncludes(advice ?? "", "docker --cpus");
  const wide = checkCpus(machine(quota(400_000)));
  assertEquals([wide.value.split(", ").at(-1), wide.advice?.includes("docker")], ["quota of 4", false]);
});

Deno.test("eight cores are enough", () => {
  assertEquals(checkCpus(machine(uniform(8))).status, "ok");
});

Deno.test("one core is one core", () => {
  const { value, advice } = checkCpus(machine({ "/sys/devices/system/cpu/online": "4", ...allow("4") }));
  assertEquals(value, "1 logical, 1 core");
  assertStringIncludes(advice!, "share one core");
});

Deno.test("cores on a second node count only where --pin uses them, and how is said", () => {
  const files = uniform(12, 6);
  const { status, value, advice } = checkCpus(machine(files));
  assertEquals([status, value], ["limited", "12 logical, 12 cores, --pin auto uses 6 cores"]);
  assertStringIncludes(
    advice!,
    "with more than 3 connections (--threads), senders and receivers share cores",
  );
  const [, pin] = /--pin (\S+)$/.exec(advice!)!;
  assertEquals(parsePin(pin!), { kind: "lists", tx: [0, 1, 2, 6, 7, 8], rx: [3, 4, 5, 9, 10, 11] });
  const twoHosts = checkCpus({ ...machine(files), holdsOneEnd: true });
  assertEquals([twoHosts.status, twoHosts.value], ["ok", value], "each end has its own host");
});

Deno.test("isolated CPUs that no mask has are named with the --pin that uses them", () => {
  const files = { ...uniform(8), "/sys/devices/system/cpu/isolated": "4-7" };
  const { status, value, advice } = checkIsolated(machine({ ...files, ...allow("0-3") }));
  assertEquals([status, value], ["limited", "4-7"]);
  assertEquals(advice!.split(": ")[1], "--pin tx=4-5,rx=6-7");
  assertEquals(checkIsolated(machine(files)).status, "ok", "already in the mask");
  assertEquals(checkIsolated(machine({ "/sys/devices/system/cpu/isolated": "" })).value, "none");
});

Deno.test("the --pin for isolated CPUs leaves neither end without one: of one core, of a core on each node", () => {
  const siblings = { ...cpuFiles(4, { siblings: "4-5" }), ...cpuFiles(5, { siblings: "4-5" }) };
  const oneCore = { ...uniform(8), ...siblings, "/sys/devices/system/cpu/isolated": "4-5" };
  const { value, advice } = checkIsolated(machine({ ...oneCore, ...allow("0-3,6-7") }));
  assertEquals([value, advice!.split(": ")[1]], ["4-5", "--pin tx=4,rx=…"]);
  const twoNodes = { ...uniform(8, 4), "/sys/devices/system/cpu/isolated": "3,7" };
  const across = checkIsolated(machine({ ...twoNodes, ...allow("0-2,4-6") }));
  assertEquals(across.advice!.split(": ")[1], "--pin tx=3,rx=7");
});
