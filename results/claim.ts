/**
 * One writer per result set: an exclusive flock(2) on its plan, which the kernel releases however the process ends.
 * Otherwise a sweep that outlives its ssh session would write into the same file as the one that resumes it.
 */
import { join } from "node:path";
import { PLAN_FILE } from "./storage.ts";

const PATIENCE_MS = 300;

/**
 * Claims a result set, whose plan is there already, until it is disposed of.
 *
 * @param file that says what is to be in the directory, where that is no result set
 * @returns `null` when another process holds it; on a file system without locks nobody does
 */
export async function claim(directory: string, file = PLAN_FILE): Promise<Disposable | null> {
  const plan = await Deno.open(join(directory, file));
  const { promise: patienceOver, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), PATIENCE_MS);
  const isMine = await Promise.race([plan.lock(true).then(() => true, () => true), patienceOver]);
  clearTimeout(timer);
  return isMine ? { [Symbol.dispose]: () => plan.close() } : null;
}
