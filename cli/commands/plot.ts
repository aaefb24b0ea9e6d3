/** `netio plot`: draws the figures of a result set or of another program's CSV. */
import { basename, join } from "node:path";
import { PICTURE_FORMATS } from "../../plots/figure.ts";
import { describeFigures, FIGURE_NAMES } from "../../plots/registry.ts";
import { ranked } from "../../report/analyze.ts";
import { drawFigures, PLOTS_FOLDER } from "../../report/publish.ts";
import { commonDirectory } from "../../results/result_files.ts";
import { choice, list } from "../../trial/forms.ts";
import { FAILURE } from "../exit_codes.ts";
import { formOption } from "../options/forms.ts";
import { command, type OptionTable, switchOption } from "../options/option.ts";
import { JOIN_OPTION, loadArguments, RESULTS_USAGE } from "../results_argument.ts";
import { tell } from "../text/output.ts";

const PLOT_OPTIONS = {
  join: JOIN_OPTION,
  out: {
    value: "DIR",
    byDefault: "plots/ beside the data",
    help: "directory for the figures",
    example: "figures",
    parse: String,
  },
  format: formOption(list(choice(PICTURE_FORMATS), ["png"]), {
    value: "LIST",
    help: `file formats: ${PICTURE_FORMATS.join(", ")}`,
    example: "svg,pdf",
  }),
  figures: formOption(list(choice(FIGURE_NAMES)), {
    value: "LIST",
    byDefault: "all",
    help: `which figures: ${FIGURE_NAMES.join(", ")}`,
    example: "throughput,latency,cache,cycles",
  }),
  bare: switchOption("without title, subtitle, notes and footer, for papers that have captions of their own"),
} as const satisfies OptionTable;

export const plot = command({
  name: "plot",
  summary: "draw (or redraw) the figures of a result set or CSV file",
  positionals: { usage: RESULTS_USAGE, min: 0, max: Infinity },
  options: PLOT_OPTIONS,
  examples: [
    "netio plot",
    "netio plot results/lab1 --format pdf --bare --figures throughput,latency,cache,cycles",
    "netio plot their.csv --out figures",
  ],
  run: async ({ out, format, figures: names, bare = false, join: how }, paths) => {
    const loaded = await loadArguments(paths, how);
    const figures = describeFigures(ranked(loaded), names);
    const directory = out ?? join(commonDirectory(loaded.files ?? [loaded.source]), PLOTS_FOLDER);
    const rendering = { formats: format ?? ["png"], isBare: bare };
    const { paths: drawn, missing } = await drawFigures(figures, directory, rendering);
    for (const path of drawn) console.log(path);
    for (const line of missing) tell(line);
    if (drawn.length > 0) return 0;
    const asked = names === undefined ? "none of the figures" : `none of these figures: ${names.join(", ")}`;
    const source = loaded.files === undefined ? basename(loaded.source) : loaded.source;
    tell(`netio: ${source} has data for ${asked}`);
    return FAILURE;
  },
});
