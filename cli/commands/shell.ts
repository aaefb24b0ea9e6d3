/** `netio completions` and `netio man`: shell completions and the manual page, made from the commands. */
import { type Command, command } from "../options/option.ts";
import { completionsText, SHELLS } from "../text/completions.ts";
import { manPage } from "../text/man_page.ts";
import { UsageError } from "../usage_error.ts";

/** @param commands loads all of them */
export function completionsCommand(commands: () => Promise<readonly Command[]>): Command {
  return command({
    name: "completions",
    summary: "shell completions of commands and options",
    positionals: { usage: SHELLS.join("|"), min: 1, max: 1 },
    options: {},
    examples: [
      "source <(netio completions bash)",
      "netio completions fish > ~/.config/fish/completions/netio.fish",
    ],
    run: async (_given, [name]) => {
      const shell = SHELLS.find((known) => known === name);
      if (shell === undefined) {
        throw new UsageError(`completions ${name}: expected one of ${SHELLS.join(", ")}`);
      }
      console.log(completionsText(shell, await commands()).trimEnd());
      return 0;
    },
  });
}

/** @param commands loads all of them */
export function manCommand(commands: () => Promise<readonly Command[]>): Command {
  return command({
    name: "man",
    summary: "the manual page",
    positionals: { usage: "", min: 0, max: 0 },
    options: {},
    examples: ["netio man | man -l -", "netio man > /usr/local/share/man/man1/netio.1"],
    run: async () => {
      console.log(manPage(await commands()).trimEnd());
      return 0;
    },
  });
}
