/** The figure columns of a table by what they fill, the one to use first. */
import type { Target } from "../column_names.ts";
import { byPreference } from "./placed_columns.ts";
import type { FigureColumn } from "./table_data.ts";

/** Several columns may fill one target: those whose unit is given come first, then those of the receiver. */
export class ColumnsByTarget {
  readonly all: readonly FigureColumn[];
  readonly #byTarget: Map<Target, readonly FigureColumn[]>;

  constructor(figures: readonly FigureColumn[]) {
    this.all = figures;
    const told = ({ placed, tellsUnits }: FigureColumn) => placed.units.length === 1 || tellsUnits ? 0 : 1;
    const preferred = figures.toSorted((a, b) => told(a) - told(b) || byPreference(a.placed, b.placed));
    this.#byTarget = Map.groupBy(preferred, ({ placed }) => placed.target);
  }

  of(target: Target): readonly FigureColumn[] {
    return this.#byTarget.get(target) ?? [];
  }

  first(target: Target): FigureColumn | null {
    return this.of(target)[0] ?? null;
  }

  /** Makes `column` the source of its target. */
  choose(column: FigureColumn): void {
    const { target } = column.placed;
    this.#byTarget.set(target, [column, ...this.of(target).filter((other) => other !== column)]);
  }

  /** Columns whose target is filled from others; the counts of two ends are added up. */
  spare(): readonly FigureColumn[] {
    return this.all.filter((column) =>
      this.first(column.placed.target) !== column && column.placed.dimension !== "count"
    );
  }
}
