/**
 * What the fields of `plan.json` are called on the command line, for code that compares plans: an option has the name
 * of its field, in kebab-case and without the unit, except for fields that one option sets together.
 */
import { bytesText, rateText, timeText } from "./number_text.ts";

const OTHERS: Readonly<Record<string, string>> = {
  "topology.kind": "--topology",
  "topology.hostname": "--connect, host",
  "topology.port": "--connect, port",
  "topology.sender": "--direction",
  "pin.kind": "--pin",
  "pin.tx": "--pin, tx",
  "pin.rx": "--pin, rx",
};

/** The option that sets a field, by the field's path: `mssBytes` is `--mss`, `topology.mtuBytes` is `--mtu`. */
export function optionOf(path: string): string {
  const field = path.slice(path.lastIndexOf(".") + 1).replace(/(Bytes|Ms|Us|Bps)$/, "");
  return OTHERS[path] ?? `--${field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** A field's value with the unit that its path names. */
export function fieldText(path: string, text: string): string {
  if (!Number.isFinite(Number(text))) return text;
  if (path.endsWith("Bytes")) return bytesText(Number(text));
  if (path.endsWith("Bps")) return rateText(Number(text));
  return path.endsWith("Ms") ? timeText(Number(text)) : text;
}
