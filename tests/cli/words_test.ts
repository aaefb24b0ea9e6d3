/** What people type, and what shells and manuals know of it. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { allCommands } from "../../cli/commands/registry.ts";
import { parseCommandArguments } from "../../cli/options/parse.ts";
import { SWEEP_OPTIONS } from "../../cli/options/sweep_command_options.ts";
import { parseModes } from "../../cli/options/trial_values.ts";
import { suggestion } from "../../cli/options/values.ts";
import { completionsText } from "../../cli/text/completions.ts";
import { commandHelp } from "../../cli/text/help.ts";
import { manPage } from "../../cli/text/man_page.ts";
import { columnsMarkdown } from "../../report/columns_document.ts";
import { TRIAL_COLUMNS } from "../../results/columns.ts";
import { execute, withDirectory } from "./program.ts";
import { join } from "node:path";

const COMMANDS = await allCommands();
const ALL_OPTIONS = COMMANDS.flatMap(({ options }) => Object.keys(options));

Deno.test("modes go by the names of calls and flags, in any spelling", () => {
  assertEquals(parseModes("send,sendmsg,memcpy+send,MSG_ZEROCOPY"), [
    ...["contiguous", "one-copy", "two-copy", "zero-copy"],
  ]);
  for (const name of ["zerocopy", "ZeroCopy", "zero_copy", "msg-zerocopy"]) {
    assertEquals(parseModes(name), ["zero-copy"]);
  }
});

Deno.test("options go by their singular and by letters, and a leading -- is no argument", () => {
  const sweep = { name: "sweep", options: SWEEP_OPTIONS, positionals: { usage: "", min: 0, max: 0 } };
  const typed = ["--", "--mode", "A1", "--size", "4k", "--thread=1-4", "-q", "-o", "x"];
  assertEquals(parseCommandArguments(sweep, typed).given, {
    ...{ modes: ["two-copy"], sizes: [4096], threads: [1, 2, 3, 4], quiet: true, out: "x" },
  });
  assertEquals(parseCommandArguments(sweep, ["--", "-h"]).help, true);
});

Deno.test("only near words are suggested, and none of one or two letters", () => {
  assertEquals(suggestion("swep", ["sweep", "run"]), "; did you mean sweep?");
  for (const text of ["x", "bench", "A9", ""]) assertEquals(suggestion(text, ["sweep", "run", "A1"]), "");
});

Deno.test("help is no wider than the screen", () => {
  for (const columns of [80, 120]) {
    for (const command of COMMANDS) {
      const examples = new Set(command.examples.map((example) => `  ${example}`));
      for (const line of commandHelp(command, columns).split("\n")) {
        assert(line.length <= columns || examples.has(line), line);
      }
    }
  }
});

Deno.test("bash completes commands, options and the topics of help", async () => {
  await withDirectory(async (directory) => {
    const script = join(directory, "netio.bash");
    const tries = ["netio sw", "netio sweep --interl", "netio help analy"].map((line) => {
      const words = line.split(" ").map((word) => `"${word}"`).join(" ");
      return `COMP_WORDS=(${words}); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); _netio; echo "\${COMPREPLY[@]}"`;
    });
    Deno.writeTextFileSync(script, [completionsText("bash", COMMANDS), ...tries].join("\n"));
    const { stdout, stderr } = await execute(["bash", script]);
    assertEquals([stdout, stderr], ["sweep\n--interleave\nanalyze\n", ""]);
  });
});

Deno.test("zsh and fish know every command and option", () => {
  for (const [shell, mark] of [["zsh", "--"], ["fish", "-l "]] as const) {
    const text = completionsText(shell, COMMANDS);
    for (const option of ALL_OPTIONS) assertStringIncludes(text, `${mark}${option}`);
    for (const { name } of COMMANDS) assertStringIncludes(text, name);
    assertEquals(text.split("'").length % 2, 1, "every quote is closed");
  }
});

Deno.test("the manual page has every option, and no line that roff would take for a macro by chance", () => {
  const lines = manPage(COMMANDS).split("\n");
  const macros = new Set([".TH", ".SH", ".SS", ".TP", ".PP", ".nf", ".fi", ".B"]);
  for (const line of lines.filter((text) => text.startsWith("."))) {
    assert(macros.has(line.split(" ")[0]!), line);
  }
  const text = lines.join("\n").replaceAll("\\-", "-");
  for (const option of ALL_OPTIONS) assertStringIncludes(text, `--${option}`);
});

Deno.test("columns.md explains every column", () => {
  for (const { name } of TRIAL_COLUMNS) assertStringIncludes(columnsMarkdown(), `| ${name} | `);
});
