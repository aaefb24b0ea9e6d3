/**
 * `deno task third-party`: writes THIRD_PARTY.md, the licences of everything in the compiled program. A test
 * compares the file with what this makes from the lock file, so it can't fall behind.
 */
import { basename, join } from "node:path";
import { BuildError, CHECKOUT, outputOf, reportErrors } from "./command.ts";
import { ENTRY, type NpmPackage, splitPackages, walk, WORKERS } from "./product.ts";
import { parseTarget } from "./toolchain.ts";

export const THIRD_PARTY_FILE = `${CHECKOUT}THIRD_PARTY.md`;

const DENO_LICENCE = `${CHECKOUT}scripts/licences/deno.txt`;
/** Licence texts of packages that ship none; `deno-std` is Deno's standard library under Deno's own licence. */
const TEXT_ELSEWHERE: Readonly<Record<string, string>> = {
  "deno-std": DENO_LICENCE,
  "@assemblyscript/loader": `${CHECKOUT}scripts/licences/apache-2.0.txt`,
};
const LICENCE_FILE = /^(licen[cs]e|copying)/i;
const NATIVE_CANVAS = "@napi-rs/canvas-";

interface PackageManifest {
  readonly license: string;
  readonly repository?: { readonly url: string } | string;
}

/** A CycloneDX bill of materials, as far as it is used: https://cyclonedx.org/docs/1.5/json/. */
interface BillOfMaterials {
  readonly components: readonly Component[];
}

interface Component {
  readonly type: string;
  readonly name: string;
  readonly version?: string;
  readonly properties?: readonly { readonly name: string; readonly value: string }[];
  readonly licenses?: readonly {
    readonly expression?: string;
    readonly license?: { readonly id?: string; readonly name?: string };
  }[];
}

/**
 * The text of THIRD_PARTY.md, the same on every platform. Throws {@linkcode BuildError} for a package without a
 * licence.
 */
export async function thirdPartyText(): Promise<string> {
  await outputOf(Deno.execPath(), ["cache", "--frozen", "--node-modules-dir=none", ENTRY, ...WORKERS]);
  const { embedded } = await splitPackages(parseTarget(Deno.build.target));
  const sections = [
    INTRODUCTION,
    `## Deno's runtime\n\n${DENO_NOTE}\n\n${await quoted(DENO_LICENCE)}`,
    ...await fontSections(),
    ...await Promise.all(embedded.map(packageSection)),
  ];
  return sections.join("\n\n") + "\n";
}

const INTRODUCTION = `# What netio's executable holds, and its licences

Written by \`deno task third-party\` from the lock file and the packages themselves; netio's own licence is in
\`LICENSE\`.`;

const DENO_NOTE = `MIT · https://github.com/denoland/deno · the version is in \`netio --version\`

It contains V8 (BSD-3-Clause, https://v8.dev) and Rust libraries under their own licences, which Deno's \`Cargo.lock\`
of that version names.`;

async function packageSection({ name, version, folder }: NpmPackage): Promise<string> {
  if (name.startsWith(NATIVE_CANVAS)) return await canvasSection(version, folder);
  const manifest: PackageManifest = JSON.parse(await Deno.readTextFile(join(folder, "package.json")));
  const head = `## ${name} ${version}\n\n${manifest.license} · ${sourceAddress(name, manifest)}`;
  const text = await licenceFile(folder) ?? TEXT_ELSEWHERE[name];
  if (text === undefined) {
    throw new BuildError(
      `${name}@${version} ships no licence text: scripts/third_party.ts must say where it is`,
    );
  }
  return `${head}\n\n${await quoted(text)}`;
}

async function fontSections(): Promise<string[]> {
  const sections = [];
  for await (const file of walk(join(CHECKOUT, "plots", "fonts"))) {
    if (LICENCE_FILE.test(basename(file))) {
      sections.push(`## Fonts (\`plots/fonts\`)\n\n${await quoted(file)}`);
    }
  }
  return sections;
}

async function canvasSection(version: string, folder: string): Promise<string> {
  const bill: BillOfMaterials = JSON.parse(await Deno.readTextFile(join(folder, "sbom.cdx.json")));
  const rows = bill.components.filter((c) => c.type === "library" && !isOwn(c)).map(componentRow).sort();
  return [
    `## ${NATIVE_CANVAS}<platform> ${version}`,
    `MIT, as @napi-rs/canvas above. It contains Skia (BSD-3-Clause, https://skia.org) and, by its own bill of materials:`,
    ["| part | version | licence |", "|---|---|---|", ...rows].join("\n"),
  ].join("\n\n");
}

/** The canvas' own crate, which its bill of materials lists among its parts. */
function isOwn({ properties }: Component): boolean {
  return properties?.some((p) => p.name === "cdx:rust:source" && p.value === "local") ?? false;
}

function componentRow({ name, version, licenses }: Component): string {
  const ids = (licenses ?? []).map((l) => l.expression ?? l.license?.id ?? l.license?.name).join(", ");
  if (ids === "") throw new BuildError(`the canvas' bill of materials names no licence of ${name}`);
  return `| ${name} | ${version?.slice(0, 12) ?? ""} | ${ids} |`;
}

async function licenceFile(folder: string): Promise<string | undefined> {
  for await (const entry of Deno.readDir(folder)) {
    if (entry.isFile && LICENCE_FILE.test(entry.name)) return join(folder, entry.name);
  }
  return undefined;
}

/** Where a package's source is, by its `repository`: an address of some scheme, or `OWNER/NAME` on GitHub. */
function sourceAddress(name: string, { repository }: PackageManifest): string {
  const url = typeof repository === "string" ? repository : repository?.url;
  if (url === undefined) throw new BuildError(`${name} does not say where its source is`);
  if (/^[\w.-]+\/[\w.-]+$/.test(url)) return `https://github.com/${url}`;
  return url.replace(/^(git\+)?\w+:/, "https:");
}

async function quoted(path: string): Promise<string> {
  return "```text\n" + (await Deno.readTextFile(path)).replaceAll("\r\n", "\n").trim() + "\n```";
}

if (import.meta.main) {
  await reportErrors(async () => await Deno.writeTextFile(THIRD_PARTY_FILE, await thirdPartyText()));
}
