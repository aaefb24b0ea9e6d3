/** The commands of netio, in the order of help, each loaded when it is asked for: together they are most of the program. */
import type { Command } from "../options/option.ts";

type Loader = () => Promise<Command>;

const LOADERS: Readonly<Record<string, Loader>> = {
  sweep: async () => (await import("./sweep.ts")).sweep,
  run: async () => (await import("./run.ts")).run,
  serve: async () => (await import("./serve.ts")).serve,
  pairs: async () => (await import("./pairs.ts")).pairs,
  plot: async () => (await import("./plot.ts")).plot,
  analyze: async () => (await import("./analyze.ts")).analyze,
  compare: async () => (await import("./compare.ts")).compare,
  view: async () => (await import("./view.ts")).view,
  list: async () => (await import("./list.ts")).list,
  convert: async () => (await import("./convert.ts")).convert,
  doctor: async () => (await import("./doctor.ts")).doctor,
  columns: async () => (await import("./columns.ts")).columns,
  completions: async () => (await import("./shell.ts")).completionsCommand(allCommands),
  man: async () => (await import("./shell.ts")).manCommand(allCommands),
};

export const COMMAND_NAMES: readonly string[] = Object.keys(LOADERS);

/** The command of that name; `null` where there is none. */
export async function loadCommand(name: string): Promise<Command | null> {
  return COMMAND_NAMES.includes(name) ? await LOADERS[name]!() : null;
}

/** All of them, for what describes the whole program. */
export function allCommands(): Promise<Command[]> {
  return Promise.all(Object.values(LOADERS).map((load) => load()));
}
