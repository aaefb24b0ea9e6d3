/** Columns that say how something was measured, by their names. */

/** A column that holds a word is a setting; figures and times are mostly those of a run, unless its name is a setting's. */
const WORD = /^[a-z]/i;
const SETTING_NAME =
  /kernel|version|release|mtu|mss|loss|delay|window|buf|queue|depth|batch|offload|\b(gro|gso|tso|lro|nic|numa)\b|link|limit|ring/i;

/** Whether a value is a word, which needs no name with it. */
export function isWord(value: string): boolean {
  return WORD.test(value);
}

/** Whether a column is called like a setting. */
export function isSettingName(name: string): boolean {
  return SETTING_NAME.test(name.replaceAll("_", " "));
}

/** Whether a column that has this value says how something was measured. */
export function isSetting(name: string, value: string): boolean {
  return isWord(value) || isSettingName(name);
}
