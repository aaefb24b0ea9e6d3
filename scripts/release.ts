/**
 * `deno task release`: fills `dist/` with one executable per target that can be built here, `SHA256SUMS` in
 * sha256sum(1)'s format, and `CHANGES.md`, the changelog's section on this version.
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import config from "../deno.json" with { type: "json" };
import { BuildError, CHECKOUT, reportErrors } from "./command.ts";
import { buildInfo, compile } from "./compile.ts";
import { sha256Hex } from "./npm_registry.ts";
import { chooseToolchain, type Target, TARGETS } from "./toolchain.ts";

/**
 * The section of a changelog whose heading is `## <version>`, brackets and a date allowed, without the heading.
 * Throws {@linkcode BuildError} where there is none or it is empty.
 */
export function changelogSection(changelog: string, version: string): string {
  const heading = new RegExp(`^## \\[?${RegExp.escape(version)}\\]?(?=\\s|$).*$`, "m").exec(changelog);
  if (heading === null) throw new BuildError(`CHANGELOG.md has no section "## ${version}"`);
  const rest = changelog.slice(heading.index + heading[0].length);
  const section = rest.split(/^## /m)[0]?.trim() ?? "";
  if (section === "") throw new BuildError(`CHANGELOG.md's section "## ${version}" is empty`);
  return section;
}

/** One line per file of `folder` as `sha256sum` prints them and `sha256sum --check` reads them. */
export async function sha256Sums(folder: string, names: readonly string[]): Promise<string> {
  const lines = names.map(async (name) =>
    `${await sha256Hex(await Deno.readFile(join(folder, name)))}  ${name}\n`
  );
  return (await Promise.all(lines)).join("");
}

async function main(args: string[]): Promise<void> {
  parseArgs({ args, options: {} });
  const changelog = await Deno.readTextFile(`${CHECKOUT}CHANGELOG.md`).catch((error) => {
    throw new BuildError(`can't read the changelog: ${error.message}`);
  });
  const changes = changelogSection(changelog, config.version);
  const { commit, modified } = await buildInfo();
  if (commit === null || modified) {
    throw new BuildError("a release is made of a commit: commit the changes first");
  }
  const dist = join(CHECKOUT, "dist");
  await Deno.mkdir(dist, { recursive: true });
  await Deno.remove(dist, { recursive: true });
  const names = [];
  for (const target of await buildableTargets()) {
    const name = `netio-${config.version}-${target}`;
    await compile(target, join(dist, name));
    names.push(name);
  }
  await Deno.writeTextFile(join(dist, "SHA256SUMS"), await sha256Sums(dist, names));
  await Deno.writeTextFile(join(dist, "CHANGES.md"), `${changes}\n`);
  await Deno.remove(join(dist, "build.json"));
  console.log([...names, "SHA256SUMS", "CHANGES.md"].map((name) => `dist/${name}`).join("\n"));
}

async function buildableTargets(): Promise<Target[]> {
  const buildable: Target[] = [];
  for (const target of TARGETS) {
    try {
      await chooseToolchain(target);
      buildable.push(target);
    } catch (error) {
      if (!(error instanceof BuildError)) throw error;
      console.error(`Left out ${target}: ${error.message}`);
    }
  }
  if (buildable.length > 0) return buildable;
  throw new BuildError("no target can be built here");
}

if (import.meta.main) await reportErrors(() => main(Deno.args));
