import { assertEquals, assertMatch } from "@std/assert";
import { commitText, licencesText, versionText } from "../../cli/text/version.ts";
import config from "../../deno.json" with { type: "json" };

Deno.test("versionText() names netio's version, Deno's and the target, and calls a checkout a checkout", () => {
  const [netio, commit, deno, target] = versionText().split("\n");
  assertEquals(netio, `netio ${config.version}`);
  assertEquals(commit, "commit checkout");
  assertMatch(deno ?? "", new RegExp(`^deno ${RegExp.escape(Deno.version.deno)} \\(v8 `));
  assertEquals(target, `target ${Deno.build.target}`);
});

Deno.test("commitText() marks sources that differ from their commit, and never invents one", () => {
  assertEquals(commitText({ commit: "0123456789ab", modified: false }), "0123456789ab");
  assertEquals(commitText({ commit: "0123456789ab", modified: true }), "0123456789ab-modified");
  assertEquals(commitText({ commit: null, modified: false }), "unknown");
});

Deno.test("licencesText() is THIRD_PARTY.md", () => {
  assertMatch(licencesText(), /^# .*licences\n[\s\S]+\n## Deno's runtime\n/);
});
