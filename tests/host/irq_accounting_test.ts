import { assertEquals } from "@std/assert";
import { gzipSync } from "node:zlib";
import { chargesIrqTimeToThreads } from "../../host/irq_accounting.ts";
import { FakeRoot } from "./fake_root.ts";

function toldBy(files: Record<string, string>): boolean | null {
  using root = new FakeRoot(files);
  return chargesIrqTimeToThreads(root.path);
}

const RELEASE = { "/proc/sys/kernel/osrelease": "6.8.0-45-generic" };
const OLD_RELEASE = { "/proc/sys/kernel/osrelease": "5.15.0-1-generic" };
const CPU_PRESSURE = { "/proc/pressure/cpu": "some avg10=0.00" };

Deno.test("a kernel that tells the pressure of interrupts accounts them on their own", () => {
  assertEquals(toldBy({ ...RELEASE, ...CPU_PRESSURE, "/proc/pressure/irq": "full avg10=0.00" }), false);
});

Deno.test("a kernel that would tell the pressure of interrupts, and does not, charges threads", () => {
  assertEquals(toldBy({ ...RELEASE, ...CPU_PRESSURE }), true);
  assertEquals(toldBy({ ...OLD_RELEASE, ...CPU_PRESSURE }), null);
});

Deno.test("else the kernel's configuration tells, wherever it lies", () => {
  const off = "CONFIG_SMP=y\n# CONFIG_IRQ_TIME_ACCOUNTING is not set", on = "CONFIG_IRQ_TIME_ACCOUNTING=y";
  for (const path of ["/boot/config-5.15.0-1-generic", "/lib/modules/5.15.0-1-generic/config"]) {
    assertEquals(toldBy({ ...OLD_RELEASE, [path]: off }), true);
    assertEquals(toldBy({ ...OLD_RELEASE, [path]: on }), false);
  }
  assertEquals(toldBy({ ...OLD_RELEASE, "/boot/config-5.4.0": on }), null);
  for (const [config, expected] of [[off, true], [on, false]] as const) {
    using root = new FakeRoot({ "/proc/": "" });
    Deno.writeFileSync(`${root.path}/proc/config.gz`, gzipSync(config));
    assertEquals(chargesIrqTimeToThreads(root.path), expected);
  }
});

Deno.test("a machine that tells nothing is unknown", () => {
  assertEquals(toldBy({}), null);
});
