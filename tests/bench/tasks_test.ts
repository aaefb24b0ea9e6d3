/** What the long tasks make of their command lines: `--help` and mistakes start nothing. */
import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { calibrationHelp, PARTS, readCalibrationOptions } from "../../bench/calibration/options.ts";
import { UsageError } from "../../cli/usage_error.ts";
import { execute } from "../cli/program.ts";

Deno.test("the calibration runs the parts that are named, or all", () => {
  assertEquals(readCalibrationOptions(["--help"]), "help");
  assertStringIncludes(calibrationHelp(), "Usage: deno task calibrate [a] [b] [c] [d] [options]");
  const read = (...args: string[]) => {
    const options = readCalibrationOptions(args);
    return options === "help" ? options : [options.parts, options.sweeps, options.blocks, options.sizes];
  };
  assertEquals(read("--sizes", "4KiB"), [PARTS, 10, 20, [4096]]);
  assertEquals(read("b", "a", "--quick", "--blocks", "3"), [["b", "a"], 2, 3, [1024, 16384, 65536, 262144]]);
  assertThrows(() => read("e"), UsageError, 'unknown part "e"; expected a, b, c, d');
  assertThrows(
    () => read("--sweps", "3"),
    UsageError,
    "did you mean --sweeps? (all: deno task calibrate --help)",
  );
});

Deno.test("the soak's --help and mistakes start nothing", async () => {
  const soak = (...args: string[]) =>
    execute([Deno.execPath(), "run", "-A", "--no-check", "bench/soak.ts", ...args]);
  const [help, mistake] = await Promise.all([soak("--help"), soak("--minuets", "3")]);
  assertEquals([help.code, help.stderr, mistake.code, mistake.stdout], [0, "", 2, ""]);
  assertStringIncludes(help.stdout, "--minutes N");
  assertStringIncludes(mistake.stderr, "soak: unknown option --minuets; did you mean --minutes?");
});
