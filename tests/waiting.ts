/** Waiting in tests: never without an end. */

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Waits until something holds, at most `timeoutMs`. */
export async function until(what: string, holds: () => boolean, timeoutMs = 20_000): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`not so after ${timeoutMs / 1e3} s: ${what}`);
    await pause(20);
  }
}

/** A process's output, once it has ended. Kills it, and throws, where that takes longer than `ms`. */
export async function endedWithin(child: Deno.ChildProcess, ms: number): Promise<Deno.CommandOutput> {
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    child.kill("SIGKILL");
  }, ms);
  const output = await child.output().finally(() => clearTimeout(timer));
  if (isLate) throw new Error(`it had not ended after ${ms / 1e3} s`);
  return output;
}

/** The shortest of three runs, ms: one that the machine interrupted does not count. */
export function fastestMs(work: () => void): number {
  const runs = Array.from({ length: 3 }, () => {
    const start = performance.now();
    work();
    return performance.now() - start;
  });
  return Math.min(...runs);
}
