/** Which mode is usually ahead of which, and where. The opposite is not an error, but it needs an explanation. */

export interface UsualOrder {
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

const KIB = 1024;

/** Thresholds of zero-copy: the kernel's msg_zerocopy.rst, "generally only effective at writes over around 10 KB". */
export const USUAL_ORDERS: readonly UsualOrder[] = [
  {
    ahead: "one-copy",
    behind: "two-copy",
    sizes: [16 * KIB, Infinity],
    because: "it saves a copy of the whole message",
  },
  {
    ahead: "two-copy",
    behind: "one-copy",
    sizes: [1, 256],
    because: "packing so little costs less than passing eight pieces",
    foreign: "possibly what the file calls two-copy sends the fields one by one, with eight system calls",
  },
  {
    ahead: "one-copy",
    behind: "per-field",
    sizes: [1, Infinity],
    because: "it makes one system call instead of eight",
  },
  {
    ahead: "two-copy",
    behind: "per-field",
    sizes: [1, KIB],
    because: "it makes one system call instead of eight",
  },
  {
    ahead: "contiguous",
    behind: "two-copy",
    sizes: [1, Infinity],
    because: "it does the same without packing",
  },
  {
    ahead: "one-copy",
    behind: "zero-copy",
    sizes: [1, 4 * KIB],
    because: "pinning costs more than copying so little",
  },
  {
    ahead: "zero-copy",
    behind: "two-copy",
    sizes: [16 * KIB, Infinity],
    because: "above about 10 KB pinning costs less than copying",
    needsZeroCopy: true,
  },
];
