/** What the terminal says of a cluster: how fast it is, and the slow hosts and bad links. */
import type { Analysis } from "../../report/analyze.ts";
import { cautionText } from "../../report/cautions.ts";
import { outlierTexts, overviewText } from "../../report/cluster/findings.ts";
import { countText } from "../../report/phrases.ts";
import type { Cluster } from "../../results/cluster/cluster.ts";
import { gravestCautions, labelled, type Whereabouts } from "./answer_block.ts";
import type { Screen } from "./screen.ts";

const MOST_SENTENCES = 8;

/** Lines. */
export function clusterBlock(
  analysis: Analysis,
  cluster: Cluster,
  where: Whereabouts,
  screen: Screen,
): string[] {
  const { shown } = cluster;
  const found = shown === null ? [] : outlierTexts(shown);
  const more = found.length - MOST_SENTENCES;
  const rest = more > 0 ? [`${countText(more, "more")} with --json`] : [];
  return [
    labelled("Answer", overviewText(cluster), screen),
    ...[...found.slice(0, MOST_SENTENCES), ...rest].map((text) => labelled("", `· ${text}`, screen)),
    ...gravestCautions(analysis).map((caution) => labelled("Caution", cautionText(caution), screen)),
    labelled(where.label, where.text, screen),
  ].flat();
}
