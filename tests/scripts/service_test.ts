/** The systemd unit in docs/: options that netio has, and nothing that ends V8 at its start. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { serve } from "../../cli/commands/serve.ts";
import { execute, withDirectory } from "../cli/program.ts";

const unit = Deno.readTextFileSync(new URL("../../docs/serve.service", import.meta.url));
const settings = unit.split("\n").filter((line) => /^\w+=/.test(line));

Deno.test("the service starts netio serve with options that it has", () => {
  const [start = ""] = settings.filter((line) => line.startsWith("ExecStart="));
  assertMatch(start, /^ExecStart=\/usr\/local\/bin\/netio serve /);
  const names = [...start.matchAll(/ --([a-z-]+)/g)].map(([, name]) => name!);
  assert(names.includes("listen"));
  for (const name of names) assert(Object.hasOwn(serve.options, name), name);
});

Deno.test("nothing in it ends V8 at its start, or stops threads in a window", () => {
  for (const setting of ["MemoryDenyWriteExecute", "LimitAS", "LimitDATA", "CPUQuota", "SystemCallFilter"]) {
    assertEquals(settings.filter((line) => line.startsWith(`${setting}=`)), []);
  }
});

const hasVerify = await execute(["systemd-analyze", "--version"]).then(({ code }) => code === 0, () => false);
if (!hasVerify) console.log("the test by systemd-analyze is skipped: it is not installed");

Deno.test({
  name: "systemd knows every setting of it",
  ignore: !hasVerify,
  fn: () =>
    withDirectory(async (directory) => {
      const path = `${directory}/netio-serve.service`;
      await Deno.writeTextFile(path, unit.replaceAll("/usr/local/bin/netio", "/bin/true"));
      const { code, stderr } = await execute(["systemd-analyze", "verify", path]);
      const own = stderr.split("\n").filter((line) => line.includes("netio-serve"));
      assertEquals([code, own], [0, []]);
    }),
});
