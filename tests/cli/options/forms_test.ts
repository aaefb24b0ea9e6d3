/** Values of every form on the command line, by way of the options that have them. */
import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import fc from "fast-check";
import { formOption } from "../../../cli/options/forms.ts";
import type { PlanOption } from "../../../cli/options/plan_option.ts";
import { type Preset, PRESETS } from "../../../cli/options/presets.ts";
import { STOP_OPTIONS } from "../../../cli/options/stop_options.ts";
import { CELL_OPTIONS } from "../../../cli/options/sweep_options.ts";
import { parseHostPort, parseModes, parsePin, pinText } from "../../../cli/options/trial_values.ts";
import { parsePercent, percentageText, ValueError } from "../../../cli/options/values.ts";
import { MODES } from "../../../modes/registry.ts";
import { hostPortText } from "../../../net/host_port.ts";
import { optionOf } from "../../../results/option_names.ts";
import { MATRIX, PLAN_FIELDS } from "../../../sweep/plan.ts";
import { choice, defaultsOf, integer, optional, rate as rateForm } from "../../../trial/forms.ts";
import { DEFAULTS } from "../../../trial/settings.ts";

const { sizes, threads, duration, slice, align, mss } = CELL_OPTIONS;
const MIB = 1024 ** 2;

Deno.test("a size may be typed in every spelling that netio shows, and in those that people use", () => {
  const spellings = ["4096", "4096B", "4096 B", "4k", "4K", "4ki", "4Ki", "4KiB", "4kib", "4 KiB", "4 K"];
  for (const text of spellings) assertEquals(sizes.parse(text), [4096], text);
  assertEquals(sizes.parse("64, 4 KiB, 1MiB,1g"), [64, 4096, MIB, 1024 * MIB]);
  assertEquals(align.parse("4 KiB"), 4096);
});

Deno.test("KB, MB and GB, which mean two things, are refused with what to write", () => {
  for (
    const [text, words] of [
      ["64kb", "KB means 1000 bytes elsewhere: write 64KiB for 64 × 1024 bytes, or 64000"],
      ["1 MB", "MB means 1000000 bytes elsewhere: write 1MiB for 1 × 1048576 bytes, or 1000000"],
    ] as const
  ) assertStringIncludes(assertThrows(() => sizes.parse(text), ValueError).message, words);
});

Deno.test("sizes and times survive writing and parsing", () => {
  fc.assert(fc.property(fc.integer({ min: 8, max: 2 ** 30 }), (bytes) => {
    assertEquals(sizes.parse(sizes.text([bytes])), [bytes]);
  }));
  fc.assert(fc.property(fc.integer({ min: 10, max: 3_600_000 }), (ms) => {
    assertEquals(duration.parse(duration.text(ms)), ms);
  }));
  assertEquals(["300ms", "2s", "1.5s", "1m", "1h"].map(duration.parse), [300, 2000, 1500, 60_000, 3_600_000]);
  assertEquals([300, 2000, 1500, 60_000, 90_000, 3_600_000].map(duration.text), [
    ...["300ms", "2s", "1.5s", "1m", "90s", "1h"],
  ]);
});

Deno.test("thread counts may be ranges, and ranges among others", () => {
  assertEquals(threads.parse("1-4"), [1, 2, 3, 4]);
  assertEquals(threads.parse("1-2,8"), [1, 2, 8]);
  assertEquals(threads.parse("3-3"), [3]);
  for (const text of ["4-1", "1-65", "0-2", "1-", "-2", "1-2-3", "1..2", ""]) {
    assertThrows(() => threads.parse(text), ValueError, "1 to 64, or ranges such as 2-4");
  }
});

Deno.test("a value that is given twice is named as it may be typed", () => {
  assertThrows(() => sizes.parse("4Ki,4096"), ValueError, "4 KiB is given twice");
  assertThrows(() => threads.parse("1-3,2"), ValueError, "2 is given twice");
});

Deno.test("any other text is refused with a ValueError, never taken for something", () => {
  const forms = [
    [sizes, /^\s*\d+ *([kmg]?(ib?)?|b)\s*$/i],
    [threads, /^[\d\s,-]+$/],
    [duration, /^\d+(\.\d+)?(ms|s|m|h)$/],
    [mss, /^\d+$/],
  ] as const;
  const text = fc.oneof(fc.string(), fc.stringMatching(/^\d{1,3} ?[kKmMgGiIbB.,-]{0,3}$/));
  fc.assert(fc.property(text, (text) => {
    for (const [{ parse }, form] of forms) {
      try {
        parse(text);
      } catch (error) {
        if (!(error instanceof ValueError)) throw error;
        continue;
      }
      if (!text.split(",").every((item) => form.test(item))) throw new Error(`"${text}" was accepted`);
    }
  }));
});

/** The options that decide a field of the plan alone. */
const planOptions = Object.entries({ ...CELL_OPTIONS, ...STOP_OPTIONS }).filter(([, option]) =>
  "field" in option
) as [
  string,
  PlanOption<keyof typeof PLAN_FIELDS>,
][];

Deno.test("every field of a plan has its option, called as the field is", () => {
  for (const [name, { field }] of planOptions) assertEquals(optionOf(field), `--${name}`);
  const together = ["topology", "poolDepth", "untilCi", "refine"];
  const fields = [...planOptions.map(([, { field }]) => field as string), ...together];
  assertEquals(fields.sort(), Object.keys(PLAN_FIELDS).sort());
});

Deno.test("every option takes its example, and its default as help shows it", () => {
  for (const [name, option] of planOptions) {
    const { schema } = PLAN_FIELDS[option.field];
    const value = option.parse(option.example);
    assertEquals(schema.safeParse(value).success, true, `--${name} ${option.example}`);
    assertEquals(option.parse(option.text(value)), value, `--${name} ${option.text(value)}`);
    const { repeats, modes, rx } = defaultsOf(MATRIX);
    const byDefault = { ...DEFAULTS, repeats, modes, rx }[option.field as keyof typeof DEFAULTS];
    const isOfPresets = Object.values<Preset>(PRESETS).every((preset) => preset[option.field] !== undefined);
    if (byDefault === null || byDefault === undefined || isOfPresets) continue;
    assertEquals(option.parse(option.byDefault!), byDefault, `--${name} ${option.byDefault}`);
  }
});

Deno.test("help tells limits and defaults of the form, and every word of a choice", () => {
  assertEquals([mss.help, mss.byDefault], ["TCP_MAXSEG of all sockets, 88 to 32767", "the kernel's"]);
  assertEquals([sizes.help, sizes.byDefault], ["message sizes, 8 B to 1 GiB", "preset"]);
  assertStringIncludes(slice.byDefault ?? "", "20ms, or more");
  const { quick, exercise, full } = PRESETS;
  const ofPresets =
    `${quick.durationMs}ms with quick, ${exercise.durationMs}ms with exercise, else ${full.durationMs}ms`;
  assertEquals(duration.byDefault, ofPresets);
  for (const [name, { field, help }] of planOptions) {
    const { limits } = PLAN_FIELDS[field];
    if (limits.kind === "choice") { for (const word of limits.words) assertStringIncludes(help, word, name); }
  }
});

Deno.test("an option of a form speaks of no default where there is none", () => {
  const words = { value: "N", help: "how many", example: "3" };
  assertEquals(formOption(integer(1, 9), words).byDefault, undefined);
  assertEquals(formOption(integer(1, 9, 3), words).byDefault, "3");
  assertEquals(formOption(optional(integer(1, 9), "none"), words).byDefault, "none");
  assertThrows(() => formOption(choice(["on", "off"]), words).parse("offf"), ValueError, "did you mean off?");
});

Deno.test("a rate is bits per second, with or without saying so", () => {
  const rate = formOption(rateForm(1e6, 1e12), {
    value: "BITS",
    help: "",
    example: "5G",
  });
  for (const text of ["5G", "5g", "5 Gbit/s", "5Gbit", "5Gbps", "5000000000"]) {
    assertEquals(rate.parse(text), 5e9, text);
  }
});

Deno.test("any other text is refused with a ValueError, never taken for something", () => {
  fc.assert(fc.property(fc.string(), (text) => {
    for (
      const [parse, form] of [[parseModes, /^[-_+\s]*(all|[ac][\w\s,+-]*)$/i], [
        parsePin,
        /^(auto|none|tx=.*)$/,
      ]] as const
    ) {
      try {
        parse(text);
      } catch (error) {
        if (!(error instanceof ValueError)) throw error;
        continue;
      }
      if (!form.test(text)) throw new Error(`"${text}" was accepted`);
    }
  }));
});

Deno.test("modes go by id or alias in any case, all means all", () => {
  assertEquals(parseModes("A1,a2,zero-copy"), ["two-copy", "one-copy", "zero-copy"]);
  assertEquals(parseModes("all"), MODES.map(({ id }) => id));
});

Deno.test("CPU lists hold ranges and single CPUs, and survive writing and parsing", () => {
  const lists = parsePin("tx=0-2,7,rx=3");
  assertEquals(lists, { kind: "lists", tx: [0, 1, 2, 7], rx: [3] });
  assertEquals(parsePin(pinText(lists)), lists);
  assertEquals(pinText({ kind: "auto" }), "auto");
  assertEquals(parsePin("tx=8191,rx=0").kind, "lists");
  for (const text of ["tx=8192,rx=0", "tx=0,rx=0-9999", "tx=0-8191,0,rx=1"]) {
    assertThrows(() => parsePin(text), ValueError, "a CPU is a number from 0 to 8191");
  }
});

Deno.test("hosts and ports survive writing and parsing; what no host is called is refused", () => {
  for (const text of ["node2:5201", "192.0.2.7:1", "[2001:db8::7]:65535", "[fe80::7%eth0]:0"]) {
    assertEquals(hostPortText(parseHostPort(text)), text);
  }
  for (const text of ["node2", ":1", "node2:65536", `${"x".repeat(256)}:1`]) {
    assertThrows(() => parseHostPort(text), ValueError, "expected HOST:PORT");
  }
});

Deno.test("percentages survive parsing and writing", () => {
  for (const text of ["0.1%", "2.5%", "3%", "7%", "100%"]) {
    assertEquals(percentageText(parsePercent(text)), text);
  }
});
