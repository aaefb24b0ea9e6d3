/** Where results are, as the last line of an answer says it. */
import { join } from "node:path";
import { TRIALS_FILE } from "../../results/trials_file.ts";
import type { Whereabouts } from "./answer_block.ts";

/** Where everything is. */
export function whereabouts(directory: string, report: string | null, hasFigures: boolean): Whereabouts {
  const figures = hasFigures ? "figures in plots/" : "";
  if (report === null) {
    const text = join(directory, TRIALS_FILE);
    return { label: "Rows", text: figures === "" ? text : `${text} (${figures})` };
  }
  const beside = [...(hasFigures ? [figures] : []), `all rows in ${TRIALS_FILE}`].join(", ");
  return { label: "Report", text: `${report} (${beside})` };
}
