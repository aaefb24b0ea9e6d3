/**
 * `deno task compile [--target TARGET] [--output FILE]`: netio as one executable.
 *
 * Permissions: the program reads /proc and /sys, and Deno opens those for `--allow-all` alone; with one
 * permission denied or left out, even `--deny-import`, it refuses them. So `--allow-all` is as narrow as it
 * gets here. `--no-prompt` keeps a permission that the program itself drops from being asked for.
 *
 * `--no-code-cache`: a compiled program would otherwise read V8 bytecode from a file in /tmp whose name anybody
 * can guess, and netio is often run as root. It costs some milliseconds of start-up.
 *
 * `--node-modules-dir=none` takes npm packages from Deno's cache, as the target needs them, rather than from
 * node_modules, which holds this machine's.
 */
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import type { BuildInfo } from "../cli/text/version.ts";
import { BuildError, CHECKOUT, outputOf, reportErrors } from "./command.ts";
import {
  ASSETS,
  ENTRY,
  excludedPaths,
  isRead,
  type PackageSplit,
  splitPackages,
  V8_FLAGS,
  walk,
  WORKERS,
} from "./product.ts";
import { chooseToolchain, parseTarget, type Target, type Toolchain } from "./toolchain.ts";

const BUILD_INFO = `${CHECKOUT}dist/build.json`;

/** Makes `output`, checks that it starts, and prints what it is made of. Throws {@linkcode BuildError}. */
export async function compile(target: Target, output: string): Promise<void> {
  const toolchain = await chooseToolchain(target);
  console.error(`Compiling for ${target} with ${toolchain.origin}`);
  await writeBuildInfo();
  await outputOf(Deno.execPath(), ["cache", "--frozen", "--node-modules-dir=none", ENTRY, ...WORKERS]);
  const packages = await splitPackages(target);
  await runCompiler(toolchain, target, output, await excludedPaths(packages));
  if (target === Deno.build.target) await checkStart(output, toolchain);
  console.log(await sizeTable(output, packages));
}

async function runCompiler(toolchain: Toolchain, target: Target, output: string, excluded: string[]) {
  // Types are checked by deno check.
  const args = ["compile", "--quiet", "--no-check", "--frozen", "--node-modules-dir=none", "--no-code-cache"];
  args.push("--allow-all", "--no-prompt", V8_FLAGS, "--target", target, "--output", output);
  for (const path of [...WORKERS, ...ASSETS]) args.push("--include", path);
  for (const path of excluded) args.push("--exclude", path);
  const env: Record<string, string> = { DENO_NO_UPDATE_CHECK: "1", NO_COLOR: "1" };
  if (toolchain.denort !== null) env["DENORT_BIN"] = toolchain.denort;
  if (!Deno.env.has("DENO_TLS_CA_STORE")) env["DENO_TLS_CA_STORE"] = "mozilla,system";
  await outputOf(toolchain.deno, [...args, ENTRY], { env });
}

async function writeBuildInfo(): Promise<void> {
  await Deno.mkdir(`${CHECKOUT}dist`, { recursive: true });
  await Deno.writeTextFile(BUILD_INFO, JSON.stringify(await buildInfo()) + "\n");
}

/** The checkout's commit, or `null` where it has none. */
export async function buildInfo(): Promise<BuildInfo> {
  try {
    const commit = (await outputOf("git", ["rev-parse", "--short=12", "HEAD"])).trim();
    return { commit, modified: await outputOf("git", ["status", "--porcelain"]) !== "" };
  } catch (error) {
    if (error instanceof BuildError) return { commit: null, modified: false };
    throw error;
  }
}

/** Throws {@linkcode BuildError}, and removes `program`, unless it starts and is netio. */
async function checkStart(program: string, toolchain: Toolchain): Promise<void> {
  const reason = await outputOf(program, ["--version"]).then(
    (version) => version.startsWith("netio ") ? null : `--version prints ${JSON.stringify(version)}`,
    (error) => error.message,
  );
  if (reason === null) return;
  await Deno.remove(program);
  throw new BuildError(
    `the program doesn't start; is that denort of another version? (${toolchain.origin})\n${reason}`,
  );
}

/** The program's size and its parts of 0.1 MB or more, largest first, as lines of text; MB are 10⁶ bytes. */
async function sizeTable(program: string, { embedded }: PackageSplit): Promise<string> {
  const total = (await Deno.stat(program)).size;
  const parts = await Promise.all(embedded.map(async (p) => ({
    name: `${p.name} ${p.version}`,
    bytes: await embeddedBytes(p.folder),
  })));
  const rest = parts.reduce((sum, part) => sum - part.bytes, total);
  parts.push({ name: "Deno's runtime (denort), netio's own modules and fonts", bytes: rest });
  const listed = parts.filter((part) => part.bytes >= 50_000).sort((a, b) => b.bytes - a.bytes);
  return [{ name: program, bytes: total }, ...listed]
    .map(({ name, bytes }, i) => `${i > 0 ? "  " : ""}${(bytes / 1e6).toFixed(1).padStart(6)} MB  ${name}`)
    .join("\n");
}

async function embeddedBytes(folder: string): Promise<number> {
  let bytes = 0;
  for await (const file of walk(folder)) if (isRead(file)) bytes += (await Deno.stat(file)).size;
  return bytes;
}

async function main(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { target: { type: "string" }, output: { type: "string" } } });
  const output = resolve(values.output ?? `${CHECKOUT}netio`);
  await compile(parseTarget(values.target ?? Deno.build.target), output);
}

if (import.meta.main) await reportErrors(() => main(Deno.args));
