/** `netio plot` as a process of its own: formats, choice of figures, bare figures. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { basename, join } from "node:path";
import { csvHeader, csvLine } from "../../../results/csv.ts";
import { fakeRows, ONE_PLACE } from "../../plots/fake_results.ts";
import { elementsNamed, parseXml } from "../../plots/xml.ts";
import { netio, withDirectory } from "../program.ts";

const trials = csvHeader() + fakeRows(ONE_PLACE).map(csvLine).join("");
const FOREIGN = new URL("../../data/published-veth-64B-4KiB.csv", import.meta.url).pathname;

/** The names of the files in a directory, sorted. */
function namesIn(directory: string): string[] {
  return [...Deno.readDirSync(directory)].map(({ name }) => name).sort();
}

function textsOf(path: string): string[] {
  return elementsNamed(parseXml(Deno.readTextFileSync(path)), "text").map(({ text }) => text);
}

Deno.test("plot draws the figures that were asked for, in every format that was", async () => {
  await withDirectory(async (directory) => {
    const source = join(directory, "trials.csv");
    Deno.writeTextFileSync(source, trials);
    const { code, stdout, stderr } = await netio(
      "plot",
      source,
      ...["--figures", "map,cycles,cache", "--format", "svg,pdf,png"],
    );
    assertEquals(code, 0);
    const names = ["winner_map", "cpu_time_per_byte_by_size"].flatMap((id) =>
      ["svg", "pdf", "png"].map((format) => `${id}.${format}`)
    );
    assertEquals(namesIn(join(directory, "plots")), names.toSorted());
    assertEquals(stdout.trim().split("\n").map((line) => basename(line)), names, "files and nothing else");
    assertStringIncludes(stderr, "\nnot drawn: Cache misses by message size, because");
  });
});

Deno.test("without options plot draws everything that there is data for, as PNG", async () => {
  await withDirectory(async (directory) => {
    const { code, stderr } = await netio("plot", FOREIGN, "--out", directory);
    assertEquals(code, 0, stderr);
    assertEquals(namesIn(directory), [
      "cache_misses_by_size.png",
      "cycles_per_run_by_size.png",
      "latency_by_threads.png",
      "relative_throughput_by_size.png",
      "throughput_by_size.png",
      "winner_map.png",
    ]);
  });
});

Deno.test("--bare leaves out the words around the panels, among them the name of the file", async () => {
  await withDirectory(async (directory) => {
    const options = ["--out", directory, "--figures", "throughput", "--format", "svg"];
    const path = join(directory, "throughput_by_size.svg");
    assertEquals((await netio("plot", FOREIGN, ...options)).code, 0);
    const whole = textsOf(path);
    assertEquals((await netio("plot", FOREIGN, ...options, "--bare")).code, 0);
    const bare = textsOf(path);
    for (const text of ["Throughput by message size", `${basename(FOREIGN)} · repeats 1`]) {
      assert(whole.includes(text) && !bare.includes(text), text);
    }
    for (const text of ["two-copy", "8 threads", "Message size", "Throughput (Gbit/s)"]) {
      assert(bare.includes(text), text);
    }
  });
});

Deno.test("where none of the figures asked for has data, plot says so and fails", async () => {
  await withDirectory(async (directory) => {
    const { code, stderr } = await netio(
      "plot",
      FOREIGN,
      "--out",
      directory,
      "--figures",
      "percentiles,spread",
    );
    assertEquals(code, 1);
    assertStringIncludes(
      stderr,
      `netio: ${basename(FOREIGN)} has data for none of these figures: percentiles, spread`,
    );
  });
});
