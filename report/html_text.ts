/** Text as HTML has it. */
import { escapeXml } from "../plots/svg_context.ts";
import { UNIT_BLANKS } from "../results/number_text.ts";

/** Plain text for use between tags and in quoted attributes. */
export function escapeHtml(text: string): string {
  return escapeXml(text).replaceAll("'", "&#39;");
}

/** The same for running text, in which a number and its unit stay on one line, and so does an option. */
export function proseHtml(text: string): string {
  return escapeHtml(text.replace(UNIT_BLANKS, "\u00a0"))
    .replace(/(?<![\w-])--[a-z][a-z-]*/g, '<span class="whole">$&</span>');
}

/** A box with a name that scrolls, by keyboard too, where what is in it is larger. */
export function scrollBox(name: string, html: string): string {
  return `<div class="scroll" role="region" aria-label="${escapeHtml(name)}" tabindex="0">${html}</div>`;
}

/** A value as JSON that cannot end the script element that holds it. */
export function scriptJson(value: unknown): string {
  return JSON.stringify(value).replaceAll("<", "\\u003c");
}

/** The source of a program that cannot end the script element that holds it. */
export function scriptSource(source: string): string {
  return source.replace(/<\/script/gi, "<\\/script");
}
