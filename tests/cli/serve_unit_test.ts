/**
 * The systemd unit in docs/: what systemd does with it, as far as its text decides that (docs/clusters.md has what a
 * running one did).
 */
import { assert, assertEquals } from "@std/assert";
import { serve } from "../../cli/commands/serve.ts";
import { parseCommandArguments } from "../../cli/options/parse.ts";
import { execute, withDirectory } from "./program.ts";

const TEXT = Deno.readTextFileSync(new URL("../../docs/serve.service", import.meta.url));

/** The settings by section; comments have no say. */
function settingsOf(section: string): Map<string, string> {
  const [, own = ""] = TEXT.split(`\n[${section}]\n`);
  const lines = own.split(/\n\[/)[0]!.split("\n").filter((line) => /^\w/.test(line));
  return new Map(lines.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]));
}

Deno.test("systemctl enable has the service started with the machine", () => {
  assertEquals([...settingsOf("Install")], [["WantedBy", "multi-user.target"]]);
});

Deno.test("the unit's command line is one that netio takes, and its token comes from a file", () => {
  const [program, command, ...args] = settingsOf("Service").get("ExecStart")!.split(" ");
  assertEquals([program, command], ["/usr/local/bin/netio", serve.name]);
  const { given } = parseCommandArguments(serve, args);
  assertEquals(given["listen"], { hostname: "0.0.0.0", port: 5201 });
  assertEquals([given["token"], given["insecure"]], [undefined, undefined]);
  assert(settingsOf("Service").has("EnvironmentFile"));
});

Deno.test("SIGTERM is success, wrong usage is not tried again, and nothing ends V8 or stops threads in a window", () => {
  const settings = settingsOf("Service");
  assertEquals([settings.get("SuccessExitStatus"), settings.get("RestartPreventExitStatus")], ["143", "2"]);
  for (const name of ["MemoryDenyWriteExecute", "LimitAS", "LimitDATA", "CPUQuota", "SystemCallFilter"]) {
    assert(!settings.has(name), name);
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
      await Deno.writeTextFile(path, TEXT.replaceAll("/usr/local/bin/netio", "/bin/true"));
      const { code, stderr } = await execute(["systemd-analyze", "verify", path]);
      const own = stderr.split("\n").filter((line) => line.includes("netio-serve"));
      assertEquals([code, own], [0, []]);
    }),
});
