/** `deno task reference`: writes the option reference into the README, between its two marks. */
import { allCommands } from "../cli/commands/registry.ts";
import { referenceMarkdown } from "../cli/text/reference.ts";

const README = new URL("../README.md", import.meta.url);
const MARKS = /(<!-- reference:begin.*?-->\n)[\s\S]*?(<!-- reference:end -->)/;

/** The README with the reference as the commands have it now. */
export async function withReference(readme: string): Promise<string> {
  const reference = referenceMarkdown(await allCommands());
  return readme.replace(MARKS, (_, begin, end) => `${begin}\n${reference}\n\n${end}`);
}

if (import.meta.main) Deno.writeTextFileSync(README, await withReference(Deno.readTextFileSync(README)));
