/** What names the groups and cells of a plan, as briefly as tells them apart. */
import { bytesText, numberText } from "../../results/number_text.ts";
import { offeredGbps, type PlannedCell, type SweepPlan, type TrialGroup } from "../../sweep/plan.ts";

/** What a plan crosses besides modes, sizes and thread counts. */
export type Crossed = Pick<SweepPlan, "rx" | "rateBps">;

/** `64 KiB × 2`; where the plan has several, with the receive strategy and the rate: `64 KiB × 2, recvmsg, at 5 Gbit/s`. */
export function groupText({ messageBytes, threads, rx, rateBps }: TrialGroup, plan: Crossed): string {
  return [
    `${bytesText(messageBytes)} × ${threads}`,
    plan.rx.length > 1 ? rx : [],
    rateBps !== null && plan.rateBps !== null && plan.rateBps.length > 1
      ? `at ${numberText(offeredGbps(rateBps)!)} Gbit/s`
      : [],
  ].flat().join(", ");
}

/** A cell in a few words. */
export function cellText({ mode, ...group }: Omit<PlannedCell, "block">, plan: Crossed): string {
  return `${mode} ${groupText(group, plan)}`;
}
