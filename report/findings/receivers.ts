/** Question 9, of results that have several receive strategies: which costs least, and what mapping really mapped. */
import { MEDIAN_ROUND_TRIP, type Merit, RX_CPU_PER_BYTE, THROUGHPUT } from "../../results/measures.ts";
import { bytesText, integerText, threadsText } from "../../results/number_text.ts";
import {
  compareReceivers,
  type MappedShare,
  mappedShares,
  type ReceiverComparison,
  type ReceiverGroup,
  receiverGroups,
  tallyReceivers,
} from "../../results/receivers.ts";
import { countText, joined, listText, ofText, rangeText } from "../../results/words.ts";
import { shareText, sizesText } from "../phrases.ts";
import { subjectOf } from "../zero_copy_facts.ts";
import {
  type Context,
  type Evidence,
  type Finding,
  joinedParts,
  notMeasurable,
  type Part,
  repeatsCaveat,
  TOO_FEW_REPEATS,
} from "./finding.ts";
import { perThreads, talliesText } from "./verdicts.ts";

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
  const families = measuresOf(group).map((measure) => compareReceivers([group], measure));
  const costs = families[0]!.comparisons, mapped = mappedShares(group);
  const evidence = [
    ...families.flatMap(({ comparisons, measure }) => evidenceOf(comparisons, measure)),
    ...mappedEvidence(mapped),
  ];
  if (!costs.some(({ ratio }) => ratio.interval !== null)) {
    return notMeasurable(
      costs.length === 0 ? "no case has the receiver's CPU time of two strategies" : TOO_FEW_REPEATS,
      mappedText(group, mapped),
      evidence,
    );
  }
  const told = group.others.map(({ setting }) => pairText(setting.rx!, group.baseline.setting.rx!, families));
  return {
    answer: joined([receiverHeadline(group), ...told, mappedText(group, mapped), repeatsCaveat(costs)]),
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
 * `By receiver CPU time per byte, recvmsg is best or tied for best in 20 of 36 cases, recv in 12.` Empty where
 * the repeats are too few to tell.
 */
function receiverHeadline(group: ReceiverGroup): string {
  const { cases, bestIn: [first, ...rest] } = tallyReceivers(group);
  if (first === undefined) return "";
  const [rx, count] = first;
  const others = rest.map(([other, times]) => `, ${other} in ${integerText(times)}`).join("");
  const places = ofText(count, cases, "case");
  return `By ${RX_CPU_PER_BYTE.label}, ${rx} is best or tied for best in ${places}${others}.`;
}

/** `recvmsg against recv, of 36 cases: receiver CPU time per byte better in 10 (…), undecided in 26; throughput …` */
function pairText(
  candidate: string,
  baseline: string,
  families: readonly ReturnType<typeof compareReceivers>[],
): string {
  const own = families.map(({ measure, comparisons }) => ({
    label: measure.label,
    comparisons: comparisons.filter((comparison) => comparison.candidate === candidate),
  }));
  const parts = own.flatMap(({ label, comparisons }) => {
    const made = comparisons.filter(({ verdict }) => verdict !== "too few repeats");
    return made.length === 0 ? [] : [`${label} ${talliesText(made, "better", "worse")}`];
  });
  const places = countText(own[0]!.comparisons.length, "case");
  return `${candidate} against ${baseline}, of ${places}: ${parts.join("; ")}.`;
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
      const shares = cells.map(({ share }) => share).toSorted((a, b) => a - b).map(shareText);
      return `${rangeText(shares[0]!, shares.at(-1)!)} of what ${listText(modes)} sent (${sizes})`;
    });
    const rest = some.length === own.length ? "" : ", and nothing of the rest";
    return `${rx} mapped ${listText(alike)}${rest}.`;
  }).join(" ");
}

function mappedEvidence(shares: readonly MappedShare[]): Evidence[] {
  const lines = Map.groupBy(shares, ({ rx, mode, threads }) => `${rx}, ${mode}, ${threads}`);
  return [...lines.values()].map((line) => {
    const { rx, mode, threads } = line[0]!;
    const parts = line.map(({ messageBytes, share }) => `${bytesText(messageBytes)} ${shareText(share)}`);
    return {
      text: `${rx} mapped of ${mode}, ${threadsText(threads)}: ${parts.join(", ")}`,
      columns: ["rx_mapped_bytes", "rx_copied_bytes"],
    };
  });
}
