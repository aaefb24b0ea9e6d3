/** Rows of fields of an RFC 4180 text. Throws SyntaxError with line and column on malformed input. */
export function parse(
  text: string,
  options?: {
    separator?: string;
    trimLeadingSpace?: boolean;
    lazyQuotes?: boolean;
    fieldsPerRecord?: number;
  },
): string[][];
/** RFC 4180 text of rows, CRLF line ends. */
export function stringify(
  rows: readonly (readonly (string | number | boolean | null)[])[],
  options?: { headers?: boolean; separator?: string },
): string;
