/** What `netio compare` prints: what differs between two result sets, how often B is better, and every cell. */
import { type ReportWarning, SHARE_MIN, warningText } from "../../report/warnings.ts";
import { countText, joined } from "../../results/words.ts";
import { changeText, familyText, verdictText } from "../../report/phrases.ts";
import { type CellChange, type CellName, type ResultsComparison, tally } from "../../report/two_sets.ts";
import { type Setting, settingNames } from "../../results/cells.ts";
import type { Family } from "../../results/comparisons.ts";
import { bytesText, integerText } from "../../results/number_text.ts";
import { textTable } from "./text_table.ts";
import { wrapped } from "./wrap.ts";

const INDENT = "  ";
/** The most serious of each set. */
const WARNINGS_MAX = 3;

/** Lines of at most `columns` characters, unless names are longer. */
export function changesLines(comparison: ResultsComparison, columns: number): string[] {
  const { a, b, warnings, families, onlyInA, onlyInB } = comparison;
  const cellName = cellNames(comparison), nameOf = settingNames(settingsOf(comparison));
  const told = (text: string) => wrapped(text, columns, INDENT);
  return [
    `A: ${a}`,
    `B: ${b}`,
    ...differenceLines(comparison),
    ...agreementLines(comparison).flatMap(told),
    ...[...warningLines("A", warnings.a), ...warningLines("B", warnings.b)].flatMap(told),
    ...families.flatMap((family) => told(tallyText(family))),
    ...families.flatMap((family) => familyLines(family, nameOf, columns)),
    ...(onlyInA.length === 0 ? [] : told(`only in A: ${onlyInA.map(cellName).join(", ")}`)),
    ...(onlyInB.length === 0 ? [] : told(`only in B: ${onlyInB.map(cellName).join(", ")}`)),
  ];
}

/** Names cells: `one-copy 16 KiB × 2`, with the setting where there are several: `one-copy 16 KiB × 2 (recvmsg)`. */
export function cellNames(comparison: ResultsComparison): (cell: CellName) => string {
  const nameOf = settingNames(settingsOf(comparison));
  return ({ mode, messageBytes, threads, setting }) => {
    const name = nameOf(setting);
    return `${mode} ${bytesText(messageBytes)} × ${threads}${name === "" ? "" : ` (${name})`}`;
  };
}

/** Of all cells that it names. */
function settingsOf({ families, onlyInA, onlyInB, notMeasuredInB }: ResultsComparison): Setting[] {
  const cells: CellName[] = families.flatMap(({ comparisons }) => comparisons);
  return [...cells, ...onlyInA, ...onlyInB, ...notMeasuredInB].map(({ setting }) => setting);
}

/** Enough for a machine that the other side doesn't describe at all; --json has the rest. */
const MACHINE = ["host.cpu.model", "host.kernel_release", "host.distribution", "netio_version"];

/** What a set says about its ends, which differ with the topology; --json has it all. */
const OF_ENDS = /^(ends|offloads|host\.network\.interfaces)\b/;

function differenceLines({ environment, unknownMachines }: ResultsComparison): string[] {
  const isElsewhere = environment.some(({ name, a, b }) => name === "topology" && a !== null && b !== null);
  const isShown = (name: string) =>
    !(isElsewhere && OF_ENDS.test(name)) &&
    (unknownMachines.length === 0 || !name.startsWith("host.") || MACHINE.includes(name));
  const section = (head: string, lines: readonly string[]) => lines.length === 0 ? [] : [head, ...lines];
  const onlyOf = (side: "a" | "b", other: "a" | "b") =>
    environment.filter((one) => one[other] === null && isShown(one.name))
      .map((one) => `  ${one.name}: ${valuesText(one[side])}`);
  const both = environment.filter(({ a, b }) => a !== null && b !== null);
  return [
    ...section(
      "they differ in:",
      both.map(({ name, a, b }) => `  ${name}: ${valuesText(a)} → ${valuesText(b)}`),
    ),
    ...section("only A names:", onlyOf("a", "b")),
    ...section("only B names:", onlyOf("b", "a")),
  ];
}

/** Of buffers that the kernel sizes there may be a value for each trial. */
const VALUES_SHOWN = 8;

function valuesText(text: string | null): string {
  const values = text?.split(", ") ?? [], more = values.length - VALUES_SHOWN;
  return more <= 0
    ? values.join(", ")
    : `${values.slice(0, VALUES_SHOWN).join(", ")} and ${integerText(more)} more`;
}

/** Agreement is only claimed for what both name. */
function agreementLines({ environment, unknownMachines, unknownSettings }: ResultsComparison): string[] {
  const machines = unknownText(unknownMachines, "names no machine", "names its machine");
  const settings = unknownText(unknownSettings, "has no plan beside its rows", "has a plan beside its rows");
  if (machines === null && settings === null) {
    return environment.length === 0 ? ["same machine and settings"] : [];
  }
  return [
    ...(machines === null ? [] : [`${machines}, so whether the machines are the same is not known`]),
    ...(settings === null
      ? []
      : [`${settings}, so of the settings only what stands in the rows is compared`]),
  ];
}

function unknownText([one, other]: readonly string[], lacks: string, has: string): string | null {
  if (one === undefined) return null;
  return other === undefined ? `${one} ${lacks}` : `neither ${has}`;
}

/** `warning: B: other-load in 375 of 384 trials (…)`; with what it means where that is a matter of this comparison. */
function warningLines(name: string, warnings: readonly ReportWarning[]): string[] {
  const grave = warnings.filter(({ share }) => share >= SHARE_MIN), more = grave.length - WARNINGS_MAX;
  const shown = grave.slice(0, WARNINGS_MAX).map((warning) =>
    warning.id === "machine-change" ? warningText(warning) : warning.what
  );
  return [...shown, ...(more > 0 ? [`${integerText(more)} more with --json`] : [])]
    .map((text) => `warning: ${name}: ${text}`);
}

/** `throughput: of 16 configurations B is better in 2, worse in 0; too few repeats in 1`. */
function tallyText(family: Family<CellChange>): string {
  const { better, worse, noDifference, tooFewRepeats } = tally(family);
  const rest = joined([
    noDifference > 0 && `no significant difference in ${integerText(noDifference)}`,
    tooFewRepeats > 0 && `too few repeats in ${integerText(tooFewRepeats)}`,
  ], ", ");
  const configurations = countText(family.comparisons.length, "configuration");
  const line = `${family.measure.label}: of ${configurations} B is better in ${integerText(better)}, ` +
    `worse in ${integerText(worse)}`;
  return joined([line, rest], "; ");
}

function familyLines(
  family: Family<CellChange>,
  nameOf: (setting: Setting) => string,
  columns: number,
): string[] {
  const isOne = family.comparisons.every(({ setting }) => nameOf(setting) === "");
  const setting = isOne ? [] : ["setting"];
  const heads = ["size × threads", ...setting, "mode", "B against A", "Holm"];
  const rows = family.comparisons.map((change) => [
    `${bytesText(change.messageBytes)} × ${change.threads}`,
    ...(isOne ? [] : [nameOf(change.setting)]),
    change.mode,
    changeOf(change),
    change.survivesHolm ? "yes" : "",
  ]);
  return [
    "",
    family.measure.label,
    ...textTable(heads, rows, columns),
    ...wrapped(familyText(family), columns),
  ];
}

/** The size of a change is given even where there are too few repeats to judge it. */
function changeOf(change: CellChange): string {
  const verdict = verdictText(change);
  return change.ratio.interval === null ? `${changeText(change.ratio.estimate)}, ${verdict}` : verdict;
}
