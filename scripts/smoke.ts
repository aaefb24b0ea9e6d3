/**
 * `deno run -A scripts/smoke.ts PROGRAM`: does a compiled netio work on a machine with nothing installed? Each
 * check runs it from an empty folder with an empty environment, through the door a user has. One line per check;
 * exit status 1 if one failed.
 */
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { errorText } from "../results/words.ts";
import { BuildError, reportErrors } from "./command.ts";
import { CHECKS } from "./smoke_checks.ts";

type Verdict = "passed" | "failed" | "skipped";

async function judge({ name, skip, check }: typeof CHECKS[number], program: string): Promise<Verdict> {
  const reason = await skip?.(program) ?? null;
  if (reason !== null) {
    console.log(`skip  ${name}: ${reason}`);
    return "skipped";
  }
  const folder = await Deno.makeTempDir({ prefix: "netio-smoke-" });
  await Deno.chmod(folder, 0o755);
  try {
    const detail = await check(program, folder);
    console.log(`ok    ${name}${detail === "" ? "" : `: ${detail}`}`);
    return "passed";
  } catch (error) {
    const message = errorText(error);
    console.log(`FAIL  ${name}\n${message.trim().replaceAll(/^/gm, "        ")}`);
    return "failed";
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function main(args: string[]): Promise<void> {
  const { positionals } = parseArgs({ args, allowPositionals: true });
  const [program, ...more] = positionals;
  if (program === undefined || more.length > 0) throw new BuildError("usage: scripts/smoke.ts PROGRAM");
  const count = { passed: 0, failed: 0, skipped: 0 };
  for (const check of CHECKS) count[await judge(check, resolve(program))]++;
  console.log(
    `${count.passed} passed, ${count.failed} failed` +
      (count.skipped > 0 ? `, ${count.skipped} skipped` : ""),
  );
  if (count.failed > 0) Deno.exitCode = 1;
}

if (import.meta.main) await reportErrors(() => main(Deno.args));
