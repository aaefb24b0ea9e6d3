/** The manual page, in the man macros of roff, made from the command and option tables. */
import config from "../../deno.json" with { type: "json" };
import type { Command, Option } from "../options/option.ts";
import { optionText, optionUsage, sentence, usageText } from "./help.ts";

/** The page, for `man -l`. */
export function manPage(commands: readonly Command[]): string {
  return [
    `.TH NETIO 1 "" "netio ${config.version}" "User Commands"`,
    ".SH NAME",
    escaped("netio - compare ways of sending TCP: two copies, one copy, MSG_ZEROCOPY"),
    ".SH SYNOPSIS",
    `.B netio`,
    escaped("COMMAND [OPTIONS]"),
    ".SH COMMANDS",
    ...commands.flatMap(sectionOf),
    ".SS help, version",
    escaped(
      "netio help [COMMAND] shows the options of a command; netio version prints the versions of netio, Deno and the target.",
    ),
    ".SH EXIT STATUS",
    escaped(
      "0: done. 1: something failed while running, or compare found a regression. 2: wrong usage. 129, 130, 143: ended by a hang-up, Ctrl-C or SIGTERM.",
    ),
    ".SH ENVIRONMENT",
    escaped("NETIO_TOKEN: the secret of netio serve and sweep --connect. NO_COLOR: no colours."),
    "",
  ].join("\n");
}

function sectionOf(command: Command): string[] {
  const { summary, options, examples } = command;
  return [
    `.SS ${escaped(usageText(command, "[OPTIONS]"))}`,
    escaped(sentence(summary)),
    ...Object.entries(options).flatMap(([option, definition]) => optionOf(option, definition)),
    ".PP",
    "Examples:",
    ".PP",
    ".nf",
    ...examples.map((example) => escaped(`    ${example}`)),
    ".fi",
  ];
}

function optionOf(name: string, option: Option<unknown>): string[] {
  return [".TP", `\\fB${escaped(optionUsage(name, option))}\\fR`, escaped(optionText(option))];
}

/** Text escaped for roff: no line is a macro, and a hyphen is a minus. */
function escaped(text: string): string {
  return text.replaceAll("\\", "\\e").replaceAll("-", "\\-").replace(/^(?=[.'])/, "\\&");
}
