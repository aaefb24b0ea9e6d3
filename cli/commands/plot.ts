/** `netio plot`: (re)makes the figures of a result set or of another program's CSV. */
import { basename, dirname, join } from "node:path";
import { choice } from "../../trial/forms.ts";
import { formOption } from "../options/forms.ts";
import { command, type OptionTable } from "../options/option.ts";
import { describeFigures } from "../../plots/registry.ts";
import { analyze } from "../../report/analyze.ts";
import { drawFigures, PLOTS_FOLDER } from "../../report/publish.ts";
import { loadArgument } from "../results_argument.ts";

const PLOT_OPTIONS = {
  out: {
    value: "DIR",
    byDefault: "plots/ beside the data",
    help: "directory for the figures",
    example: "figures",
    parse: (text: string) => text,
  },
  format: formOption(choice(["png"], "png"), { value: "png", help: "file format", example: "png" }),
} as const satisfies OptionTable;

export const plot = command({
  name: "plot",
  summary: "(re)make the figures of a result set or CSV file",
  positionals: { usage: "[FILE.csv|DIR]", min: 0, max: 1 },
  options: PLOT_OPTIONS,
  examples: ["netio plot", "netio plot results/lab1", "netio plot their.csv --out figures"],
  run: async ({ out }, [path]) => {
    const loaded = await loadArgument(path);
    for (const note of loaded.notes) console.error(`note: ${note}`);
    const figures = describeFigures(analyze(loaded));
    const lines = await drawFigures(figures, out ?? join(dirname(loaded.source), PLOTS_FOLDER));
    for (const line of lines) console.log(line);
    if (figures.some((figure) => figure.kind !== "not drawn")) return 0;
    console.error(`netio: ${basename(loaded.source)} has data for none of the figures`);
    return 1;
  },
});
