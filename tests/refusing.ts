/** Kernels that refuse something: a launcher whose seccomp filter answers for them. */
import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { execute, withDirectory } from "./cli/program.ts";

const SOURCE = new URL("refusing.c", import.meta.url).pathname;

/** What it knows to refuse. */
export type Refused = "io_uring_setup" | "io_uring_register" | "SO_ZEROCOPY" | "TCP_ZEROCOPY_RECEIVE";

/** Why there is no launcher here; `null` where it can be built. */
export async function whyNoLauncher(): Promise<string | null> {
  const gcc = await execute(["gcc", "--version"]).then(({ code }) => code === 0, () => false);
  return gcc ? null : "gcc is not installed";
}

/**
 * Builds the launcher, in a directory of the test's own.
 *
 * @param use gets the words before a command, for which the kernel then answers `errno`
 */
export async function withRefusal(
  what: Refused,
  errno: number,
  use: (launcher: readonly string[], directory: string) => Promise<void>,
): Promise<void> {
  await withDirectory(async (directory) => {
    const launcher = join(directory, "refusing");
    const { code, stderr } = await execute(["gcc", "-Wall", "-Werror", "-o", launcher, SOURCE]);
    assertEquals(code, 0, stderr);
    await use([launcher, what, `${errno}`], directory);
  });
}
