/** Question 9, of results that have several receive strategies: which costs least, and what mapping really mapped. */
import {
  type Measure,
  MEDIAN_ROUND_TRIP,
  type Merit,
  RX_CPU_PER_BYTE,
  THROUGHPUT,
} from "../../results/measures.ts";
import { bytesText, threadsText } from "../../results/number_text.ts";
import {
  compareReceivers,
  type MappedShare,
  mappedShares,
  type ReceiverComparison,
  type ReceiverGroup,
  receiverGroups,
  tallyReceivers,
} from "../../results/receivers.ts";
import type { Evidence, Finding } from "../finding.ts";
import { countText, listText, shareText, sizesText } from "../phrases.ts";
import { subjectOf } from "../zero_copy_facts.ts";
import {
  type Context,
  joinedParts,
  notMeasurable,
  type Part,
  repeatsCaveat,
  TOO_FEW_REPEATS,
} from "./context.ts";
import { perThreads } from "./mode_crossover.ts";
import { verdictsText } from "./verdicts.ts";

/** None where there are no two strategies to compare. */
export function receiverFindings({ tables }: Pick<Context, "tables">): Finding[] {
  const groups = receiverGroups(tables);
  if (groups.length === 0) return [];
  const question = { question: 9, title: "Which receive strategy costs the receiver least?" } as const;
  return [joinedParts(question, groups.map((group) => ({ label: group.name, ...partOf(group) })))];
}

/** The headline of each group of strategies, named where there are several; sentences. */
export function receiverAnswers({ tables }: Pick<Context, "tables">): string[] {
  return receiverGroups(tables).flatMap((group) => {
    const headline = receiverHeadline(group);
    return headline === "" ? [] : [group.name === "" ? headline : `${group.name}: ${headline}`];
  });
}

function partOf(group: ReceiverGroup): Part {
  const measures = measuresOf(group);
  const families = measures.map((measure) => compareReceivers([group], measure));
  const costs = families[0]!.comparisons, mapped = mappedShares(group);
  const evidence = [
    ...families.flatMap(({ comparisons, measure }) => evidenceOf(comparisons, measure)),
    ...mappedEvidence(mapped),
  ];
  if (!costs.some(({ ratio }) => ratio.interval !== null)) {
    return notMeasurable(
      costs.length === 0 ? "no configuration has the receiver's CPU time of two strategies" : TOO_FEW_REPEATS,
      mappedText(group, mapped),
      evidence,
    );
  }
  const told = group.others.map(({ setting }) => {
    const own = families.map(({ comparisons }) =>
      comparisons.filter(({ candidate }) => candidate === setting.rx)
    );
    return pairText(setting.rx!, group.baseline.setting.rx!, own, measures);
  });
  return {
    answer: [receiverHeadline(group), ...told, mappedText(group, mapped), repeatsCaveat(costs)]
      .filter((text) => text !== "").join(" "),
    measurable: true,
    evidence,
    hypothesis: null,
  };
}

/** At an offered rate as much goes through with each. */
function measuresOf({ baseline: { setting } }: ReceiverGroup): Merit[] {
  if (setting.offered_gbps !== null) return [RX_CPU_PER_BYTE];
  return [RX_CPU_PER_BYTE, setting.pattern === "rr" ? MEDIAN_ROUND_TRIP : THROUGHPUT];
}

/**
 * `By receiver CPU time per byte, recvmsg is best or tied for best in 20 of 36 configurations, recv in 12.` Empty where
 * the repeats are too few to tell.
 */
function receiverHeadline(group: ReceiverGroup): string {
  const { configurations, bestIn: [first, ...rest] } = tallyReceivers(group);
  if (first === undefined) return "";
  const [rx, count] = first;
  const others = rest.map(([other, times]) => `, ${other} in ${times}`).join("");
  return `By ${RX_CPU_PER_BYTE.label}, ${rx} is best or tied for best in ${count} of ${
    countText(configurations, "configuration")
  }${others}.`;
}

/** `recvmsg against recv, of 36 configurations: receiver CPU time per byte better in 10 (…), undecided in 26; throughput …` */
function pairText(
  candidate: string,
  baseline: string,
  comparisons: readonly (readonly ReceiverComparison[])[],
  measures: readonly Measure[],
): string {
  const parts = measures.flatMap(({ label }, i) => {
    const made = comparisons[i]!.filter(({ verdict }) => verdict !== "too few repeats");
    if (made.length === 0) return [];
    const undecided = made.filter(({ verdict }) => verdict === "no significant difference").length;
    const texts = [
      verdictsText(made, "better", "better"),
      verdictsText(made, "worse", "worse"),
      undecided === 0 ? "" : `undecided in ${undecided}`,
    ];
    return [`${label} ${texts.filter((text) => text !== "").join(", ")}`];
  });
  return `${candidate} against ${baseline}, of ${countText(comparisons[0]!.length, "configuration")}: ${
    parts.join("; ")
  }.`;
}

function evidenceOf(comparisons: readonly ReceiverComparison[], measure: Merit): Evidence[] {
  const lines = Map.groupBy(
    comparisons,
    ({ candidate, baseline, mode }) => `${candidate} against ${baseline}, ${mode}`,
  );
  return [...lines].flatMap(([name, line]) =>
    perThreads(line, measure).map(({ text }) => ({
      text: `${name}: ${text}`,
      columns: ["rx", "mode", ...columnsOf(measure)],
    }))
  );
}

function columnsOf({ id }: Merit): string[] {
  return id === RX_CPU_PER_BYTE.id ? ["rx_cpu_s", "bytes"] : [id];
}

/** `recv-mapped mapped 98 % to 100 % of what zero-copy sent (64 KiB and 1 MiB), and nothing of the rest.` */
function mappedText({ baseline, others }: ReceiverGroup, shares: readonly MappedShare[]): string {
  const strategies = [...Map.groupBy(shares, ({ rx }) => rx)];
  return strategies.map(([rx, own]) => {
    const some = own.filter(({ share }) => share > 0);
    if (some.length === 0) return `${rx} mapped nothing: the kernel copied every byte.`;
    const table = [baseline, ...others].find(({ setting }) => setting.rx === rx)!;
    const sizesOf = (mode: string) =>
      sizesText(some.filter((cell) => cell.mode === mode).map(({ messageBytes }) => messageBytes));
    const alike = [...Map.groupBy(some, ({ mode }) => sizesOf(mode))].map(([sizes, cells]) => {
      const modes = [...new Set(cells.map(({ mode }) => mode))].map((mode) => subjectOf(table, mode));
      return `${rangeText(cells)} of what ${listText(modes)} sent (${sizes})`;
    });
    const rest = some.length === own.length ? "" : ", and nothing of the rest";
    return `${rx} mapped ${listText(alike)}${rest}.`;
  }).join(" ");
}

function rangeText(cells: readonly MappedShare[]): string {
  const texts = cells.map(({ share }) => share).toSorted((a, b) => a - b).map(shareText);
  return texts[0] === texts.at(-1) ? texts[0]! : `${texts[0]} to ${texts.at(-1)}`;
}

function mappedEvidence(shares: readonly MappedShare[]): Evidence[] {
  const lines = Map.groupBy(shares, ({ rx, mode, threads }) => `${rx}, ${mode}, ${threads}`);
  return [...lines.values()].map((line) => {
    const { rx, mode, threads } = line[0]!;
    return {
      text: `${rx} mapped of ${mode}, ${threadsText(threads)}: ${
        line.map(({ messageBytes, share }) => `${bytesText(messageBytes)} ${shareText(share)}`).join(", ")
      }`,
      columns: ["rx_mapped_bytes", "rx_copied_bytes"],
    };
  });
}
