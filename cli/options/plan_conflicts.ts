/** Options that contradict a saved plan: `--resume` carries out that plan. */
import { optionOf } from "../../results/option_names.ts";
import type { SweepPlan } from "../../sweep/plan.ts";
import type { OptionTable } from "./option.ts";
import { PRESETS } from "./presets.ts";
import { SWEEP_OPTIONS, type SweepGiven } from "./sweep_command_options.ts";
import { suitedPreset } from "./sweep_options.ts";

const OPTIONS: OptionTable = SWEEP_OPTIONS;

/** One sentence for each; empty when they agree. */
export function planConflicts(plan: SweepPlan, given: SweepGiven): string[] {
  const values: Readonly<Record<string, unknown>> = given;
  const own = Object.keys(given).flatMap((name) => {
    const found = conflictOf(name, values[name], plan);
    return found === null ? [] : [sentence(found.asked, found.saved)];
  });
  const preset = given.preset === undefined ? {} : suitedPreset(PRESETS[given.preset], given);
  const [ofPreset] = Object.entries(preset).flatMap(([field, value]) => {
    const name = optionOf(field).slice(2);
    return values[name] === undefined ? conflictOf(name, value, plan) ?? [] : [];
  });
  if (ofPreset === undefined) return own;
  return [...own, sentence(`--preset ${given.preset} (${ofPreset.asked})`, ofPreset.saved)];
}

function sentence(asked: string, saved: string): string {
  return `${asked} conflicts with the saved plan (${saved}); omit it`;
}

/** An option's value and the plan's, both as typed on a command line; `null` if they agree. */
function conflictOf(name: string, value: unknown, plan: SweepPlan): { asked: string; saved: string } | null {
  const option = OPTIONS[name];
  if (option?.planned === undefined || value === undefined) return null;
  const saved = option.planned(plan);
  if (JSON.stringify(saved) === JSON.stringify(value)) return null;
  return {
    asked: [`--${name}`, option.text?.(value) ?? []].flat().join(" "),
    saved: saved === null ? "not given" : option.text?.(saved) ?? "given",
  };
}
