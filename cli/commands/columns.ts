/** `netio columns`: what the columns of a result set mean. */
import { SUMMARY_EXPLAINED } from "../../report/columns_document.ts";
import { TRIAL_COLUMNS } from "../../results/columns.ts";
import { command, switchOption } from "../options/option.ts";
import { suggestion } from "../options/values.ts";
import { outScreen } from "../text/screen.ts";
import { printJson } from "../text/output.ts";
import { wrapped } from "../text/wrap.ts";
import { UsageError } from "../usage_error.ts";

const INDENT = "    ";

export const columns = command({
  name: "columns",
  summary: "what each column of trials.csv and summary.csv means",
  positionals: { usage: "[WORD]", min: 0, max: 1 },
  options: { json: switchOption("one JSON object on stdout") },
  examples: ["netio columns", "netio columns cycles"],
  run: ({ json }, [word]) => {
    const found = TRIAL_COLUMNS.filter(({ name }) => name.includes(word ?? ""));
    if (found.length === 0) {
      const nearest = suggestion(word!, TRIAL_COLUMNS.map(({ name }) => name));
      throw new UsageError(`no column has "${word}" in its name${nearest} (all: netio columns)`);
    }
    if (json) {
      const shown = found.map(({ name, type, doc }) => ({ name, type, meaning: doc }));
      printJson({ schema: 1, columns: shown });
      return 0;
    }
    const { columns } = outScreen();
    for (const { name, type, doc } of found) {
      console.log(`${name} (${type})`);
      console.log(wrapped(INDENT + doc, columns, INDENT).join("\n"));
    }
    if (word === undefined) console.log(`\n${wrapped(SUMMARY_EXPLAINED, columns).join("\n")}`);
    return 0;
  },
});
