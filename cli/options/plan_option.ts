/** Options that set one field of a plan: their form, limits and default are the field's (`sweep/plan.ts`). */
import { PLAN_FIELDS, type SweepPlan } from "../../sweep/plan.ts";
import type { Form } from "../../trial/forms.ts";
import { type FormOption, formOption, type OptionWords } from "./forms.ts";
import { type OptionTable, plannedAt } from "./option.ts";
import { type Preset, PRESETS } from "./presets.ts";

type Field = keyof typeof PLAN_FIELDS;
type Value<K extends Field> = NonNullable<SweepPlan[K]>;

/** An option that sets a field by itself. */
export interface PlanOption<K extends Field> extends FormOption<Value<K>> {
  readonly field: K;
}

/** The option that sets a field. */
export function planOption<K extends Field>(field: K, words: OptionWords<Value<K>>): PlanOption<K> {
  const form = PLAN_FIELDS[field] as unknown as Form<SweepPlan[K]>;
  const option = formOption(form, { planned: plannedAt(field), ...words });
  const ofPresets = Object.entries<Preset>(PRESETS).map(([name, { [field]: value }]) => ({
    name,
    text: value === undefined || value === null ? option.byDefault : option.text(value as Value<K>),
  }));
  const byDefault = presetsText(ofPresets);
  return { ...option, field, byDefault: words.byDefault ?? byDefault };
}

/** Presets with a value of their own are named up to this many. */
const NAMED_MOST = 2;

/** `60ms with quick, 160ms with exercise, else 200ms`; `preset` where nearly each preset has its own. */
function presetsText(
  values: readonly { readonly name: string; readonly text: string | undefined }[],
): string | undefined {
  const byText = [...Map.groupBy(values, ({ text }) => text)].sort(([, a], [, b]) => a.length - b.length);
  const [others] = byText.splice(-1), named = byText.flatMap(([, own]) => own);
  if (others === undefined || named.length > NAMED_MOST) return "preset";
  if (named.length === 0) return others[0];
  return [...named.map(({ name, text }) => `${text} with ${name}`), `else ${others[0]}`].join(", ");
}

/** The fields that a table's options set, with the given values. */
export function fieldsOf(options: OptionTable, given: Readonly<Record<string, unknown>>): Partial<SweepPlan> {
  const entries = Object.entries(options).flatMap(([name, option]) =>
    "field" in option && given[name] !== undefined ? [[option.field, given[name]]] : []
  );
  return Object.fromEntries(entries);
}
