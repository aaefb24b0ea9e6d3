/** What names the groups and cells of a plan, as briefly as tells them apart. */
import { bytesText, numberText, threadsText } from "../../results/number_text.ts";
import { joined } from "../../results/words.ts";
import { offeredGbps, type PlannedCell, type SweepPlan, type TrialGroup } from "../../sweep/plan.ts";

/** What a plan crosses besides modes, sizes and thread counts. */
export type Crossed = Pick<SweepPlan, "rx" | "rateBps">;

/** `64 KiB × 2`; where the plan has several, with the receive strategy and the rate: `64 KiB × 2, recvmsg, at 5 Gbit/s`. */
export function groupText({ messageBytes, threads, ...group }: TrialGroup, plan: Crossed): string {
  return joined([`${bytesText(messageBytes)} × ${threads}`, ...furtherNames(group, plan)], ", ");
}

/** `2 threads`, likewise: what groups of all sizes have in common. */
export function variantText({ threads, ...group }: Omit<TrialGroup, "messageBytes">, plan: Crossed): string {
  return joined([threadsText(threads), ...furtherNames(group, plan)], ", ");
}

function furtherNames({ rx, rateBps }: Pick<TrialGroup, "rx" | "rateBps">, plan: Crossed) {
  const hasRates = rateBps !== null && plan.rateBps !== null && plan.rateBps.length > 1;
  return [plan.rx.length > 1 && rx, hasRates && `at ${numberText(offeredGbps(rateBps)!)} Gbit/s`];
}

/** A cell in a few words. */
export function cellText({ mode, ...group }: Omit<PlannedCell, "block">, plan: Crossed): string {
  return `${mode} ${groupText(group, plan)}`;
}
