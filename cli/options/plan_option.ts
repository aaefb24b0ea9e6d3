/** Options that set one field of a plan: their form, limits and default are the field's (`sweep/plan.ts`). */
import { PLAN_FIELDS, type SweepPlan } from "../../sweep/plan.ts";
import type { Form } from "../../trial/forms.ts";
import { defaultText, type FormOption, formOption, type OptionWords, valueText } from "./forms.ts";
import type { OptionTable } from "./option.ts";
import { type Preset, PRESETS } from "./presets.ts";

type Field = keyof typeof PLAN_FIELDS;
type Value<K extends Field> = NonNullable<SweepPlan[K]>;

/** An option that alone decides a field. */
export interface PlanOption<K extends Field> extends FormOption<Value<K>> {
  readonly field: K;
}

/** The option that sets a field. */
export function planOption<K extends Field>(field: K, words: OptionWords<Value<K>>): PlanOption<K> {
  const form = PLAN_FIELDS[field] as unknown as Form<SweepPlan[K]>;
  const text = words.text ?? ((value: Value<K>) => valueText(form.limits, value));
  const byDefault = words.byDefault ?? planDefault(field, form, text);
  return {
    ...formOption(form, byDefault === undefined ? words : { ...words, byDefault }),
    field,
    planned: (plan) => plan[field] ?? null,
  };
}

/** `7; preset quick: 6`; `preset` where every preset has its own. */
function planDefault<K extends Field>(
  field: K,
  form: Form<SweepPlan[K]>,
  text: (value: Value<K>) => string,
): string | undefined {
  const presets = Object.entries<Preset>(PRESETS).flatMap(([name, preset]) => {
    const value = preset[field];
    return value === undefined || value === null ? [] : [`preset ${name}: ${text(value as Value<K>)}`];
  });
  if (presets.length === Object.keys(PRESETS).length) return "preset";
  return [defaultText(form, text) ?? [], ...presets].flat().join("; ") || undefined;
}

/** The fields that options of a table set, with the values that were given. */
export function fieldsOf(options: OptionTable, given: Readonly<Record<string, unknown>>): Partial<SweepPlan> {
  const entries = Object.entries(options).flatMap(([name, option]) =>
    "field" in option && given[name] !== undefined ? [[option.field, given[name]]] : []
  );
  return Object.fromEntries(entries);
}
