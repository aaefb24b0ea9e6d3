/**
 * What the transmit modes are: the one list of them, in the order of tables and legends. `modes/registry.ts` binds
 * code to the ids, `plots/mode_looks.ts` colours and markers; everything else that is known about a mode is here,
 * on the reading side of the CSV, so that no part of the program has to guess it from the spelling of a name.
 *
 * "The exercise" is a well-known one in systems courses: send a message of 8 separately allocated fields with two
 * copies (A1), one copy (A2) and none (A3), over sizes and threads, and explain what comes out. The aliases are from it.
 */

/** What a user may set about modes of some kind: `reapEvery` of those that use MSG_ZEROCOPY, `queueDepth` of io_uring's. */
export type ModeSetting = "reapEvery" | "queueDepth";

export interface CataloguedMode {
  /** The name in `--modes`, the CSV and the legends. */
  readonly id: string;
  /** The short name: of the exercise's parts, and after their pattern for the others. */
  readonly alias: string;
  /** What the sender does per message, in one line. */
  readonly summary: string;
  /** The Linux that first had what it needs; `null` where every one has. */
  readonly since: string | null;
  /** The settings that only such modes have a use for. */
  readonly settings: readonly ModeSetting[];
  /** Whether it requests zero-copy and learns from completions what the kernel did. */
  readonly asksZeroCopy: boolean;
  /** Whether it is a control, which isolates costs: a real message has fields to gather, so nobody can choose it. */
  readonly isControl: boolean;
  /** Whether it runs by default. */
  readonly isDefault: boolean;
  /** The modes that it is compared with, from which it differs in one thing. */
  readonly baselines: readonly string[];
  /** What other people's programs call it, besides id and alias; compared by letters and digits alone. */
  readonly foreignNames: readonly string[];
}

/** What is so of a mode unless its entry says otherwise. */
const USUAL = {
  since: null,
  settings: [],
  asksZeroCopy: false,
  isControl: false,
  isDefault: false,
  baselines: [],
  foreignNames: [],
} as const satisfies Partial<CataloguedMode>;

/** An entry: what is the mode's own. */
function mode<I extends string>(
  id: I,
  alias: string,
  summary: string,
  own: Partial<Omit<CataloguedMode, "id" | "alias" | "summary">>,
): CataloguedMode & { readonly id: I } {
  return { id, alias, summary, ...USUAL, ...own };
}

export const MODE_CATALOGUE = [
  mode("two-copy", "A1", "memcpy 8 fields into one buffer, then send", {
    isDefault: true,
    foreignNames: ["2copy", "two"],
  }),
  mode("per-field", "A1f", "8 × send, one per field", { isDefault: true, baselines: ["two-copy"] }),
  mode("per-field-more", "A1m", "8 × send, MSG_MORE on the first seven", {
    baselines: ["per-field"],
    foreignNames: ["msg-more", "send-more"],
  }),
  mode("one-copy", "A2", "one sendmsg with iovec[8]", {
    isDefault: true,
    baselines: ["two-copy", "per-field"],
    foreignNames: ["1copy", "one", "sendmsg"],
  }),
  mode("uring-send", "A2u", "io_uring SENDMSG with iovec[8]", {
    since: "5.13",
    settings: ["queueDepth"],
    baselines: ["one-copy"],
    foreignNames: ["io_uring", "uring", "io_uring-send", "uring-sendmsg"],
  }),
  mode("zero-copy", "A3", "one sendmsg(MSG_ZEROCOPY) with iovec[8]", {
    since: "4.14",
    settings: ["reapEvery"],
    asksZeroCopy: true,
    isDefault: true,
    baselines: ["two-copy", "one-copy"],
    foreignNames: ["0copy", "zero", "zc"],
  }),
  mode("uring-zero-copy", "A3u", "io_uring SENDMSG_ZC with iovec[8]", {
    since: "6.2",
    settings: ["queueDepth"],
    asksZeroCopy: true,
    baselines: ["zero-copy", "uring-send"],
    // deno-fmt-ignore
    foreignNames: [
      "uring-zc", "io_uring-zc", "uring-zerocopy", "io_uring-zerocopy", "sendmsg-zc", "uring-sendmsg-zc",
    ],
  }),
  mode("splice", "A3s", "vmsplice 8 fields into a pipe, then splice", {
    since: "2.6.17",
    baselines: ["one-copy"],
    foreignNames: ["vmsplice", "vmsplice-splice"],
  }),
  mode("contiguous", "C", "control: one send of one buffer, nothing to gather", {
    isControl: true,
    baselines: ["two-copy", "one-copy"],
  }),
  mode("sendfile", "Cf", "control: sendfile of a message in a file in memory", {
    since: "3.17",
    isControl: true,
    baselines: ["contiguous"],
    foreignNames: ["memfd", "sendfile-memfd"],
  }),
  mode("zero-copy-contiguous", "C3", "control: one page-aligned buffer, send with MSG_ZEROCOPY", {
    since: "4.14",
    settings: ["reapEvery"],
    asksZeroCopy: true,
    isControl: true,
    baselines: ["contiguous", "zero-copy"],
  }),
  mode("uring-zero-copy-fixed", "C3u", "control: io_uring SEND_ZC from a registered buffer", {
    since: "6.2",
    settings: ["queueDepth"],
    asksZeroCopy: true,
    isControl: true,
    baselines: ["zero-copy-contiguous"],
    foreignNames: ["uring-zc-fixed", "io_uring-zc-fixed", "send-zc", "uring-send-zc", "uring-fixed"],
  }),
] as const satisfies readonly CataloguedMode[];

/** A1, A2 and A3 of the exercise. */
export const EXERCISE_MODES = ["two-copy", "one-copy", "zero-copy"] as const;

export type ModeId = typeof MODE_CATALOGUE[number]["id"];

const BY_ID: ReadonlyMap<string, CataloguedMode> = new Map(MODE_CATALOGUE.map((mode) => [mode.id, mode]));

/** Whether a mode requests zero-copy, whatever the kernel then does. */
export function asksForZeroCopy(mode: string): boolean {
  return BY_ID.get(mode)?.asksZeroCopy ?? false;
}

/** Whether a mode has a use for a setting. */
export function hasSetting(mode: string, setting: ModeSetting): boolean {
  return BY_ID.get(mode)?.settings.includes(setting) ?? false;
}

/** Whether a mode is a control, which isolates costs. */
export function isControl(mode: string): boolean {
  return BY_ID.get(mode)?.isControl ?? false;
}

/** The modes in the order of the catalogue, each once; modes that are not in it follow, by name. */
export function orderModes(modes: Iterable<string>): string[] {
  const places = new Map([...BY_ID.keys()].map((id, place) => [id, place]));
  const place = (mode: string) => places.get(mode) ?? places.size;
  return [...new Set(modes)].sort((a, b) => place(a) - place(b) || (a < b ? -1 : a > b ? 1 : 0));
}

/** Two modes that are compared. */
export interface ModePair {
  readonly baseline: string;
  readonly candidate: string;
}

/**
 * The pairs among the modes of a run that are compared: each with its baselines of the catalogue. Modes that are not
 * in it, and those none of whose baselines ran, are compared with the first mode of the run.
 */
export function comparedPairs(modes: readonly string[]): ModePair[] {
  const [first, ...others] = orderModes(modes);
  return others.flatMap((candidate) => {
    const baselines = (BY_ID.get(candidate)?.baselines ?? []).filter((mode) => modes.includes(mode));
    return (baselines.length > 0 ? baselines : [first!]).map((baseline) => ({ baseline, candidate }));
  });
}
