/** Which mode usually beats which, and where. The opposite is not an error, but it needs an explanation. */

interface UsualOrder {
  readonly ahead: string;
  readonly behind: string;
  /** Message sizes at which it holds, in bytes. */
  readonly sizes: readonly [from: number, to: number];
  /** Why `ahead` is ahead. */
  readonly because: string;
  /** Whether it only holds when the kernel really sends without a copy. */
  readonly needsZeroCopy?: boolean;
  /** What may explain the opposite in other people's results, whose modes are known by name only. */
  readonly foreign?: string;
}

function order(
  ahead: string,
  behind: string,
  sizes: UsualOrder["sizes"],
  because: string,
  more: Pick<UsualOrder, "needsZeroCopy" | "foreign"> = {},
): UsualOrder {
  return { ahead, behind, sizes, because, ...more };
}

const KIB = 1024;
const ONE_CALL = "it makes one system call instead of eight";
const EIGHT_CALLS = "what the file calls two-copy sends the fields one by one, with eight system calls";

/** Thresholds of zero-copy: the kernel's msg_zerocopy.rst, "generally only effective at writes over around 10 KB". */
export const USUAL_ORDERS: readonly UsualOrder[] = [
  order("one-copy", "two-copy", [16 * KIB, Infinity], "it saves a copy of the whole message"),
  order("two-copy", "one-copy", [1, 256], "packing so little usually costs less than passing eight pieces", {
    foreign: EIGHT_CALLS,
  }),
  order("one-copy", "per-field", [1, Infinity], ONE_CALL),
  order("two-copy", "per-field", [1, KIB], ONE_CALL),
  order("contiguous", "two-copy", [1, Infinity], "it does the same without packing"),
  order("one-copy", "zero-copy", [1, 4 * KIB], "pinning usually costs more than copying so little"),
  order(
    "zero-copy",
    "two-copy",
    [16 * KIB, Infinity],
    "above about 10 KB pinning usually costs less than copying",
    {
      needsZeroCopy: true,
    },
  ),
];
