/** A table written as other programs and spreadsheets would write it. */

export interface Dialect {
  readonly separator: "," | ";" | "\t" | " " | "  ";
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

/** The bytes of a table in a dialect; fields must hold no blanks. */
export function written(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  dialect: Dialect,
): Uint8Array {
  const field = (text: string) => {
    const marked = dialect.decimalComma && /^\d*\.\d+$/.test(text) ? text.replace(".", ",") : text;
    return dialect.quoted || marked.includes(dialect.separator) ? `"${marked}"` : marked;
  };
  const end = dialect.trailing && dialect.separator !== " " && dialect.separator !== "  "
    ? dialect.separator
    : "";
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
