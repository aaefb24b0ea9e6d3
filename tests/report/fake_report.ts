/** Reports of made-up rows for the tests of their writers. */
import type { Provenance } from "../../results/provenance.ts";
import { describeFigures } from "../../plots/registry.ts";
import { reportDocument } from "../../report/content.ts";
import type { ReportDocument } from "../../report/document.ts";
import { analyze } from "../../report/analyze.ts";
import type { LoadedResults } from "../../results/load.ts";
import { FAKE_CONTEXT } from "../plots/fake_results.ts";
import type { Rows } from "../../results/table/rows.ts";

/** As if read from a result set. */
export function fakeLoaded(rows: Rows, more: Partial<LoadedResults> = {}): LoadedResults {
  return {
    source: "fake/trials.csv",
    origin: "netio",
    rows,
    environment: null,
    plan: null,
    notes: [],
    ...more,
  };
}

export function fakeReport(loaded: LoadedResults, provenance: Provenance = FAKE_CONTEXT): ReportDocument {
  const analysis = { ...analyze(loaded), provenance };
  return reportDocument(analysis, describeFigures(analysis));
}
