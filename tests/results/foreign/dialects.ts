/** A table written as other programs and spreadsheets would write it. */
import fc from "fast-check";

export interface Dialect {
  readonly separator: "," | ";" | "\t" | "|" | " " | "  ";
  readonly decimalComma: boolean;
  readonly encoding: "utf-8" | "utf-8 bom" | "utf-16le" | "utf-16be" | "utf-16le bare" | "latin-1";
  readonly lineEnd: "\n" | "\r\n" | "\r";
  readonly sepLine: boolean;
  /** Comment lines before the header and every tenth row. */
  readonly comments: boolean;
  readonly headerAgain: boolean;
  readonly average: boolean;
  readonly trailing: boolean;
  readonly quoted: boolean;
}

export const PLAIN: Dialect = {
  separator: ",",
  decimalComma: false,
  encoding: "utf-8",
  lineEnd: "\n",
  sepLine: false,
  comments: false,
  headerAgain: false,
  average: false,
  trailing: false,
  quoted: false,
};

export const dialects: fc.Arbitrary<Dialect> = fc.record({
  separator: fc.constantFrom(",", ";", "\t", "|", " ", "  "),
  decimalComma: fc.boolean(),
  encoding: fc.constantFrom("utf-8", "utf-8 bom", "utf-16le", "utf-16be", "utf-16le bare", "latin-1"),
  lineEnd: fc.constantFrom("\n", "\r\n", "\r"),
  sepLine: fc.boolean(),
  comments: fc.boolean(),
  headerAgain: fc.boolean(),
  average: fc.boolean(),
  trailing: fc.boolean(),
  quoted: fc.boolean(),
}).map((dialect) => ({
  ...dialect,
  sepLine: dialect.sepLine && dialect.separator.length === 1 && dialect.separator !== " ",
  quoted: dialect.separator !== "|" &&
    (dialect.quoted || (dialect.decimalComma && dialect.separator === ",")),
} as Dialect));

/** Whether fields are separated by blanks, and can hold none. */
export function isByBlanks({ separator }: Dialect): boolean {
  return separator === " " || separator === "  ";
}

/** The bytes of a table of plain numbers in a dialect; where blanks separate, fields must hold none. */
export function written(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  dialect: Dialect,
): Uint8Array {
  const marked = (text: string) =>
    dialect.decimalComma && /^\d*\.\d+$/.test(text) ? text.replace(".", ",") : text;
  return writtenAsIs(header, rows.map((row) => row.map(marked)), dialect);
}

/** The same for cells that have the dialect's numbers already. */
export function writtenAsIs(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  dialect: Dialect,
): Uint8Array {
  const field = (text: string) => {
    const needsQuotes = dialect.quoted || text.includes(dialect.separator) || /["\n]/.test(text);
    return needsQuotes ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const end = dialect.trailing && !isByBlanks(dialect) ? dialect.separator : "";
  const line = (fields: readonly string[]) => fields.map(field).join(dialect.separator) + end;
  const lines = [
    ...(dialect.sepLine ? [`sep=${dialect.separator}`] : []),
    ...(dialect.comments ? ["# made by a program", ""] : []),
    line(header),
    ...rows.flatMap((row, i) => [
      ...(dialect.headerAgain && i > 0 && i % 16 === 0 ? [line(header)] : []),
      ...(dialect.comments && i % 10 === 0 ? ["# more, of another kind; and so on"] : []),
      line(row),
    ]),
    ...(dialect.average ? [line(header.map((_, i) => i === 0 ? "Average" : "1"))] : []),
  ];
  return encoded(lines.map((text) => text + dialect.lineEnd).join(""), dialect.encoding);
}

export function encoded(text: string, encoding: Dialect["encoding"]): Uint8Array {
  if (encoding === "utf-8") return new TextEncoder().encode(text);
  if (encoding === "utf-8 bom") return new TextEncoder().encode(`\uFEFF${text}`);
  if (encoding === "latin-1") return Uint8Array.from(text, (character) => character.charCodeAt(0));
  const marked = encoding === "utf-16le bare" ? text : `\uFEFF${text}`;
  const bytes = new DataView(new ArrayBuffer(marked.length * 2));
  for (let i = 0; i < marked.length; i++) {
    bytes.setUint16(i * 2, marked.charCodeAt(i), encoding !== "utf-16be");
  }
  return new Uint8Array(bytes.buffer);
}
