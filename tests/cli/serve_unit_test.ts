/** The systemd unit in docs/: what systemd does with it, as far as its text decides that (docs/clusters.md has what a running one did). */
import { assert, assertEquals } from "@std/assert";
import { serve } from "../../cli/commands/serve.ts";
import { parseCommandArguments } from "../../cli/options/parse.ts";

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

Deno.test("SIGTERM is success, wrong usage is not tried again, and V8 may compile", () => {
  const settings = settingsOf("Service");
  assertEquals([settings.get("SuccessExitStatus"), settings.get("RestartPreventExitStatus")], ["143", "2"]);
  assertEquals(settings.get("MemoryDenyWriteExecute"), undefined);
});
