/** The rules of ARCHITECTURE.md that a machine can hold: who imports whom, what stands where, and sizes. */
import { assert, assertEquals } from "@std/assert";
import { existsSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";

const ROOT = new URL("..", import.meta.url).pathname;

const ARCHITECTURE = Deno.readTextFileSync(join(ROOT, "ARCHITECTURE.md"));

/** What each folder imports, besides itself, by ARCHITECTURE.md. `std/` is the standard library and open to all. */
const ARROWS = new Map(
  [...ARCHITECTURE.matchAll(/^(\w+) +→ *((?:\w+ ?)*)$/gm)].map(([, folder, targets]) =>
    [folder!, targets!.trim().split(" ").filter((target) => target !== "")] as const
  ),
);

/** Folders outside the program, which may import what they like. */
const FREE = ["bench", "lab", "scripts", "tests", "std"];

const FILE_LINES_MAX = 300;
const FUNCTION_LINES_MAX = 70;

interface Source {
  readonly path: string;
  readonly folder: string;
  readonly text: string;
  readonly imports: readonly string[];
}

function sourcesBelow(directory: string): Source[] {
  return [...Deno.readDirSync(directory)].flatMap((entry) => {
    const full = join(directory, entry.name);
    if (entry.isDirectory) {
      return /^(node_modules|dist|\..*|results\/\d.*)$/.test(relative(ROOT, full)) ? [] : sourcesBelow(full);
    }
    if (!/\.ts$/.test(entry.name) || entry.name.endsWith(".d.ts")) return [];
    const path = relative(ROOT, full);
    const text = Deno.readTextFileSync(full);
    const folder = path.includes("/") ? path.split("/")[0]! : "";
    return [{ path, folder, text, imports: importsOf(path, text) }];
  });
}

function importsOf(path: string, text: string): string[] {
  const specifiers = text.matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/g);
  return [...specifiers].map(([, specifier]) => normalize(join(dirname(path), specifier!)));
}

const EMPTY_SOURCE = { folder: "", imports: [] };
const sources = sourcesBelow(ROOT);
const product = sources.filter(({ folder }) => !FREE.includes(folder));

/** `path:line` of each line that matches, but in this file, which spells out what is forbidden. */
function placesOf(forbidden: RegExp, among: readonly Source[]): string[] {
  return among.filter(({ path }) => path !== "tests/architecture_test.ts").flatMap(({ path, text }) =>
    text.split("\n").flatMap((line, i) => forbidden.test(line) ? [`${path}:${i + 1}`] : [])
  );
}

Deno.test("ARCHITECTURE.md shows every arrow between folders, and none that is not there", () => {
  const folders = [...new Set(product.map(({ folder }) => folder))].filter((folder) => folder !== "").sort();
  const found = folders.map((folder) => {
    const targets = product.filter((source) => source.folder === folder).flatMap(({ imports }) => imports)
      .filter((target) => target.includes("/")).map((target) => target.split("/")[0]!);
    return [folder, [...new Set(targets)].filter((to) => to !== folder && to !== "std").sort()];
  });
  assertEquals(found, [...ARROWS].map(([folder, targets]) => [folder, targets.toSorted()]).sort());
});

Deno.test("folders are listed before those that import them", () => {
  const order = [...ARROWS.keys()];
  const wrong = [...ARROWS].flatMap(([folder, targets]) =>
    targets.filter((target) => order.indexOf(target) > order.indexOf(folder)).map((to) => `${folder} → ${to}`)
  );
  assertEquals(wrong, []);
});

Deno.test("the code map has every folder of the program, and names what is there", () => {
  const rows = [...ARCHITECTURE.matchAll(/^\| `([\w/.]+)` \| .* \| (.*) \|$/gm)]
    .map(([, where, startAt]) => ({
      where: where!,
      named: [...startAt!.matchAll(/`([^`]+)`/g)].map(([, name]) => name!),
    }));
  const folders = [...new Set(sources.map(({ folder }) => folder))].filter((folder) => folder !== "");
  assertEquals(folders.filter((folder) => !rows.some(({ where }) => where === `${folder}/`)), []);
  const paths = rows.flatMap(({ where, named }) => [where, ...named.map((name) => join(where, name))]);
  assert(paths.length > rows.length + 20);
  assertEquals(paths.filter((path) => !existsSync(join(ROOT, path))), []);
});

Deno.test("no file needs itself by way of others, for types neither", () => {
  const importsByPath = new Map(product.map(({ path, imports }) => [path, imports]));
  const finished = new Set<string>();
  const circles: string[] = [];
  const visit = (path: string, trail: readonly string[]) => {
    if (trail.includes(path)) circles.push([...trail.slice(trail.indexOf(path)), path].join(" → "));
    if (trail.includes(path) || finished.has(path)) return;
    for (const target of importsByPath.get(path) ?? []) visit(target, [...trail, path]);
    finished.add(path);
  };
  for (const path of importsByPath.keys()) visit(path, []);
  assertEquals(circles, []);
});

/** What is loaded with a module: what it imports, but for types and what it imports when it needs it. */
function loadedWith(path: string, loaded = new Set<string>()): Set<string> {
  if (loaded.has(path)) return loaded;
  loaded.add(path);
  const { text } = product.find((source) => source.path === path)!;
  for (const [, target] of text.matchAll(/^(?:import|export) (?!type )[^;]*?"(\.[^"]+\.ts)";/gm)) {
    if (!target!.includes("/std/")) loadedWith(normalize(join(dirname(path), target!)), loaded);
  }
  return loaded;
}

Deno.test("commands that only read results load nothing that measures", () => {
  const measuring = /^(ffi|modes|net|perf|receive|sweep|control|cluster)\//;
  for (const name of ["analyze", "plot", "convert", "columns", "list"]) {
    const loaded = [...loadedWith(`cli/commands/${name}.ts`)];
    assert(loaded.length > 5 && loaded.some((path) => path.startsWith("results/")), name);
    assertEquals(loaded.filter((path) => measuring.test(path)), [], name);
  }
  assert([...loadedWith("cli/commands/sweep.ts")].some((path) => measuring.test(path)));
});

Deno.test("one file of netio's own is read without what reads other programs' files, or joins several", () => {
  const loaded = loadedWith("cli/commands/analyze.ts");
  assert(loaded.has("results/own/reader.ts"));
  for (const path of ["results/foreign/reader.ts", "results/join/join.ts"]) {
    assert(!loaded.has(path) && loadedWith(path).size > 10, path);
  }
});

Deno.test("a Worker loads none of Node's modules", () => {
  const loaded = loadedWith("trial/worker.ts");
  const loading = product.filter(({ path, text }) => loaded.has(path) && / from "node:/.test(text));
  assertEquals(loading.map(({ path }) => path), []);
  assert(loaded.has("trial/integrity.ts"));
});

Deno.test("main.ts imports cli alone", () => {
  const main = sources.find(({ path }) => path === "main.ts")!;
  assertEquals(main.imports.filter((target) => !target.startsWith("cli/")), []);
});

Deno.test("dlopen stands in ffi/ alone, Deno.exit in main.ts alone", () => {
  const holding = (text: string) =>
    product.filter((source) => source.text.includes(text)).map(({ path }) => path);
  assertEquals(holding("Deno.dlopen("), ["ffi/libc.ts"]);
  assertEquals(holding("Deno.exit("), ["main.ts"]);
});

Deno.test("sends and receives stand in modes/ and receive/ alone", () => {
  const calls = /\b(send|sendto|sendmsg|recv|recvfrom|recvmsg)\(/;
  const folders = new Set(
    product.filter(({ text, folder }) => folder !== "ffi" && /libc\(\)/.test(text) && calls.test(text))
      .map(({ folder }) => folder),
  );
  assertEquals([...folders].filter((folder) => !["modes", "receive", "net"].includes(folder)), []);
});

Deno.test("nothing is any, ignored or unfinished", () => {
  const marks = /\bas any\b|: any\b|@ts-ignore|@ts-nocheck|\bTODO\b|\bFIXME\b|\bXXX\b/;
  assertEquals(placesOf(marks, sources), []);
});

/** An order comparison with `!` on either side: `x! <= 3`, `0 <= row.bytes!`; not `x![0] < 3`, not `=> x!`. */
const UNCHECKED_COMPARISON = /[\w)\]]! *(<=?|>=?) | (<=?|>=?) [-\w.#?!()[\]"']*[\w)\]]!(?![\w.=([])/;

Deno.test("no test takes null for a small number: `null >= 0` holds, and `!` hides it from the compiler", () => {
  const seen = ["x! <= 3", "x! > y", "f(x)! >= 0", "0 <= row.bytes!)", "if (a < b[0]!) {"];
  assertEquals(seen.filter((line) => !UNCHECKED_COMPARISON.test(line)), []);
  const passed = ["x![0] < 3", "x!.y < 3", "(x) => x!", "a < b![0]", "x !== 3", "!x <= 3", "a > b!.c"];
  assertEquals(passed.filter((line) => UNCHECKED_COMPARISON.test(line)), []);
  assertEquals(placesOf(UNCHECKED_COMPARISON, sources.filter(({ folder }) => folder === "tests")), []);
});

Deno.test(`files stay under ${FILE_LINES_MAX} lines`, () => {
  const long = sources.filter(({ folder }) => folder !== "tests")
    .map(({ path, text }) => ({ path, lines: text.split("\n").length }))
    .filter(({ lines }) => lines > FILE_LINES_MAX);
  assertEquals(long, []);
});

Deno.test(`functions stay under ${FUNCTION_LINES_MAX} lines`, () => {
  const long: string[] = [];
  for (const { path, text } of product) {
    const lines = text.split("\n");
    lines.forEach((line, start) => {
      if (!/^( {2})?(export )?(async )?(function|private|static|readonly|[a-zA-Z#]+\().*\{$/.test(line)) {
        return;
      }
      const indent = line.search(/\S/);
      const length = lines.slice(start).findIndex((later) => later.startsWith(`${" ".repeat(indent)}}`));
      if (length > FUNCTION_LINES_MAX) long.push(`${path}:${start + 1} (${length} lines)`);
    });
  }
  assertEquals(long, []);
});

Deno.test("no registry's host is written down: `npm config get registry` names the one in use", () => {
  const folders = [".", "docs", "bench"].map((folder) => join(ROOT, folder));
  const texts = folders.flatMap((folder) =>
    [...Deno.readDirSync(folder)].map(({ name }) => join(folder, name))
  )
    .filter((path) => /\.(md|json|lock)$/.test(path))
    .map((path) => ({ ...EMPTY_SOURCE, path: relative(ROOT, path), text: Deno.readTextFileSync(path) }));
  assertEquals(placesOf(/\bnpmjs\.|\bjsr\.io\b|\bnpmmirror\b|\byarnpkg\./, [...sources, ...texts]), []);
});

Deno.test("every module of the program opens with why it exists", () => {
  const silent = product.filter(({ text }) => !/^(#!.*\n)?(\/\/\/.*\n)?(\/\*\*|\/\/)/.test(text))
    .map(({ path }) => path);
  assertEquals(silent, []);
});
