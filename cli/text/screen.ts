/** What text is written to: how wide it is, and whether it takes colours. */

export interface Screen {
  /** Characters in a line. */
  readonly columns: number;
  readonly colors: boolean;
}

/** Where nothing says: readable anywhere, and what most terminals have at least. */
const DEFAULT_COLUMNS = 100;
const COLUMNS_MIN = 60, COLUMNS_MAX = 200;

/** Standard output. */
export function outScreen(): Screen {
  return screenOf(Deno.stdout);
}

/** Standard error: in a file its lines are as long as they are, for those who search them. */
export function errorScreen(): Screen {
  return { ...screenOf(Deno.stderr), ...(Deno.stderr.isTerminal() ? {} : { columns: Infinity }) };
}

/** `NO_COLOR` and `TERM=dumb` turn colours off. */
function screenOf(stream: { isTerminal(): boolean }): Screen {
  if (!stream.isTerminal()) return { columns: DEFAULT_COLUMNS, colors: false };
  return { columns: terminalColumns(), colors: !Deno.noColor && Deno.env.get("TERM") !== "dumb" };
}

function terminalColumns(): number {
  try {
    const { columns } = Deno.consoleSize();
    return columns === 0 ? DEFAULT_COLUMNS : Math.min(COLUMNS_MAX, Math.max(COLUMNS_MIN, columns));
  } catch {
    return DEFAULT_COLUMNS; // a terminal that knows no size
  }
}

const STYLES = { bold: 1, red: 31, yellow: 33 } as const;

export type Style = keyof typeof STYLES;

/** Text in a style, where the screen takes it. */
export function styled(text: string, style: Style, { colors }: Screen): string {
  return colors && text !== "" ? `\x1B[${STYLES[style]}m${text}\x1B[0m` : text;
}
