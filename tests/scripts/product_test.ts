import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { relative } from "node:path";
import { CHECKOUT } from "../../scripts/command.ts";
import config from "../../deno.json" with { type: "json" };
import {
  ASSETS,
  ENTRY,
  excludedPaths,
  isRead,
  LAZY_IMPORTS,
  splitPackages,
  V8_FLAGS,
  walk,
  WORKERS,
} from "../../scripts/product.ts";
import { withReference } from "../../scripts/reference.ts";
import { THIRD_PARTY_FILE, thirdPartyText } from "../../scripts/third_party.ts";

/** Every relative address that the modules of `folder` make with `new URL("…", import.meta.url)`. */
async function* addressesIn(folder: string) {
  for await (const path of walk(`${CHECKOUT}${folder}`)) {
    if (!path.endsWith(".ts")) continue;
    for (const [, address = ""] of (await Deno.readTextFile(path)).matchAll(ADDRESS)) {
      yield { file: relative(CHECKOUT, path), address };
    }
  }
}

const ADDRESS = /new URL\(\s*["'`]([^"'`$]+)[^,]*,\s*import\.meta\.url/g;

Deno.test("every task that measures runs with V8's flags of the compiled program", () => {
  const { netio, sweep, bench, calibrate } = config.tasks;
  for (const { command } of [netio, sweep, bench, calibrate]) assertStringIncludes(command, ` ${V8_FLAGS} `);
});

Deno.test("every task that runs a command of netio loads the modules of this command alone", () => {
  const { netio, sweep, plots } = config.tasks;
  for (const { command } of [netio, sweep, plots]) assertStringIncludes(command, ` ${LAZY_IMPORTS} `);
});

Deno.test("splitPackages() embeds the glibc canvas of the target and leaves out every other build of it", async () => {
  for (
    const [target, cpu] of [["x86_64-unknown-linux-gnu", "x64"], [
      "aarch64-unknown-linux-gnu",
      "arm64",
    ]] as const
  ) {
    const { embedded, leftOut } = await splitPackages(target);
    const canvases = embedded.filter((p) => p.name.startsWith("@napi-rs/canvas-")).map((p) => p.name);
    assertEquals(canvases, [`@napi-rs/canvas-linux-${cpu}-gnu`]);
    assert(leftOut.some((p) => p.name === `@napi-rs/canvas-linux-${cpu}-musl`));
  }
});

Deno.test("splitPackages() leaves out what only tests, scripts and types need", async () => {
  const { embedded, leftOut } = await splitPackages("x86_64-unknown-linux-gnu");
  const inside = new Set(embedded.map((p) => p.name));
  for (const name of ["deno-std", "chart.js"]) assert(inside.has(name), `${name} is needed`);
  for (const name of ["fast-check", "modern-tar", "@types/node"]) {
    assert(!inside.has(name), `${name} is not needed`);
    const packages = leftOut.filter((p) => p.name === name);
    assert(packages.length > 0, `${name} is left out`);
    for (const { folder, version } of packages) assert(folder.endsWith(`${name}/${version}`), folder);
  }
});

Deno.test("excludedPaths() names left-out packages and the embedded ones' unread files", async () => {
  const split = await splitPackages("x86_64-unknown-linux-gnu");
  const excluded = await excludedPaths(split);
  const chart = split.embedded.find((p) => p.name === "chart.js");
  assert(excluded.includes(`${chart?.folder}/dist/chart.umd.js.map`));
  for (const name of ["chart.js", "chart.js.map"]) {
    assert(!excluded.includes(`${chart?.folder}/dist/${name}`), name);
  }
  for (const { folder } of split.leftOut) assert(excluded.includes(folder), folder);
});

Deno.test("isRead() tells code and data from types, source maps and documents", () => {
  for (const name of ["a.js", "b.cjs", "c.mjs", "package.json", "skia.linux-x64-gnu.node"]) {
    assert(isRead(name), name);
  }
  for (const name of ["a.d.ts", "b.d.cts", "c.ts", "d.js.map", "README.md", "x/sbom.cdx.json"]) {
    assert(!isRead(name), name);
  }
});

Deno.test("every module, Worker and asset of the product exists, but for what the build writes", () => {
  for (const path of [ENTRY, ...WORKERS, ...ASSETS]) {
    if (!path.startsWith("dist/")) assert(Deno.statSync(`${CHECKOUT}${path}`), path);
  }
});

Deno.test("every Worker and file that a module of the product addresses is embedded", async () => {
  const included = [...WORKERS, ...ASSETS, "dist/build.json"];
  const unknown: string[] = [];
  for (
    const folder of [
      "cli",
      "sweep",
      "net",
      "perf",
      "host",
      "plots",
      "report",
      "view",
      "doctor",
      "stats",
      "results",
    ]
  ) {
    for await (const { file, address } of addressesIn(folder)) {
      const path = new URL(address, `file:///${file}`).pathname.slice(1);
      if (!included.some((known) => path === known || path.startsWith(`${known}/`))) {
        unknown.push(`${file}: ${path}`);
      }
    }
  }
  assertEquals(unknown, []);
});

Deno.test("THIRD_PARTY.md is what the lock file and the packages make of it (else: deno task third-party)", async () => {
  assert(
    await Deno.readTextFile(THIRD_PARTY_FILE) === await thirdPartyText(),
    "THIRD_PARTY.md is out of date",
  );
});

Deno.test("THIRD_PARTY.md names every embedded package with its version, the font and the canvas' parts", async () => {
  const text = await Deno.readTextFile(THIRD_PARTY_FILE);
  const { embedded } = await splitPackages("x86_64-unknown-linux-gnu");
  for (const { name, version } of embedded) {
    if (!name.startsWith("@napi-rs/canvas-")) assert(text.includes(`## ${name} ${version}\n`), name);
  }
  const denoLicence = await Deno.readTextFile(`${CHECKOUT}scripts/licences/deno.txt`);
  assert(text.includes(denoLicence.trim()), "Deno's licence");
  for (const part of ["SIL OPEN FONT LICENSE", "| freetype |", "BSD-3-Clause"]) {
    assert(text.includes(part), part);
  }
});

const readme = Deno.readTextFileSync(new URL("../../README.md", import.meta.url));

Deno.test("the README's option reference is what the commands say (else: deno task reference)", async () => {
  assertEquals(readme, await withReference(readme));
});

Deno.test("the reference has every command and its options", () => {
  for (const part of ["netio sweep", "netio run", "netio doctor", "`--sizes 64,4KiB,1MiB`"]) {
    assertStringIncludes(readme, part);
  }
  assert(/<!-- reference:begin/.test(readme));
  assert(!/\|---\|\n(?!\|)/.test(readme), "no table without a row");
});
