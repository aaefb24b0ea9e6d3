/** `deno task reference`: writes the option reference into the README, between its two marks. */
import { COMMANDS } from "../cli/commands/registry.ts";
import { referenceMarkdown } from "../cli/text/reference.ts";

const README = new URL("../README.md", import.meta.url);
const MARKS = /(<!-- reference:begin.*?-->\n)[\s\S]*?(<!-- reference:end -->)/;

/** The README with the reference as the commands have it now. */
export function withReference(readme: string): string {
  return readme.replace(MARKS, (_, begin, end) => `${begin}\n${referenceMarkdown(COMMANDS)}\n\n${end}`);
}

if (import.meta.main) Deno.writeTextFileSync(README, withReference(Deno.readTextFileSync(README)));
