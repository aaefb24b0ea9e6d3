/** What a file's modes are called here, and the sentences that say so. */
import { MODE_CATALOGUE } from "../mode_catalogue.ts";
import { shownList, shownText } from "../safe_text.ts";
import { sentences } from "./foreign_row.ts";

/** A file's modes: what each of its names is called here. */
export interface ReadModes {
  readonly ids: ReadonlyMap<string, string>;
  readonly notes: readonly string[];
}

/** Which names were read as which modes, and which are not known. */
export function nameNotes(ids: ReadonlyMap<string, string>): string[] {
  const isKnown = (id: string) =>
    MODE_CATALOGUE.some((mode) => id === mode.id || id.startsWith(`${mode.id} (`));
  const shown = (name: string) => name.includes(",") ? `"${shownText(name)}"` : shownText(name);
  const renamed = [...ids].filter(([name, id]) => name !== id).map(([name, id]) => `${shown(name)} = ${id}`);
  const unknown = [...ids.values()].filter((id) => !isKnown(id)).map((id) => `"${shownText(id)}"`);
  const [what, kept] = unknown.length === 1 ? ["mode", "that name"] : ["modes", "these names"];
  return sentences(
    renamed.length > 0 && `modes are read as ${shownList(renamed)}${perFieldNote(ids)}`,
    unknown.length > 0 && `netio does not know the ${what} ${shownList(unknown)}: kept under ${kept}`,
  );
}

/** The first mode of an exercise's program may be of two kinds. */
export function perFieldNote(ids: ReadonlyMap<string, string>): string {
  return [...ids.values()].includes("two-copy")
    ? "; a program whose first mode sends the fields one by one measured what netio calls per-field"
    : "";
}
