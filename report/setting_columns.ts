/** The settings of what a table holds, as columns of their own where there are several. */
import { type Setting, varyingColumns } from "../results/cells.ts";
import { numberText } from "../results/number_text.ts";
import { numberColumn, type TableColumn, textColumn } from "./document.ts";

export interface SettingColumns {
  readonly columns: readonly TableColumn[];
  /** What a row has in them. */
  readonly texts: (setting: Setting) => string[];
}

/** @param settings of all rows of the table */
export function settingColumns(settings: readonly Setting[]): SettingColumns {
  const varying = varyingColumns(settings);
  return {
    columns: varying.map((column) =>
      column === "offered_gbps" ? numberColumn("Offered (Gbit/s)") : textColumn(column)
    ),
    texts: (setting) =>
      varying.map((column) => {
        const value = setting[column];
        return typeof value === "number" ? numberText(value) : value ?? "";
      }),
  };
}
