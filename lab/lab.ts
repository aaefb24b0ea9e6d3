/**
 * `deno task lab [--list] [--cache DIR] [--keep] [--netio FILE] [SCENARIO…]`: netio on machines that this one is not. Each
 * scenario starts virtual machines from Debian's packages, by emulation, and says of each thing that has to hold whether
 * it did. All scenarios without a name. `--netio`: this executable, in place of compiling the checkout. Exit status 1 when
 * something did not hold, 2 for wrong usage.
 */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { closestString } from "@std/text/closest-string";
import { BuildError, reportErrors } from "../scripts/command.ts";
import { cacheFolder } from "../scripts/fetch_denort.ts";
import { compiledNetio } from "./compiled_netio.ts";
import { type Check, type Lab, LabError, type Scenario } from "./scenario.ts";
import { SCENARIOS } from "./scenarios/registry.ts";
import { openTools } from "./tools.ts";

interface LabOptions {
  readonly cache: string;
  readonly keep: boolean;
}

interface Tally {
  held: number;
  broken: number;
}

const say = (line: string) => console.error(line);

/** Runs scenarios one after another; what stops one is a failure of it, and the others go on. */
export async function runScenarios(
  scenarios: readonly Scenario[],
  options: LabOptions,
  netio: Lab["netio"],
): Promise<Tally> {
  const total: Tally = { held: 0, broken: 0 };
  for (const scenario of scenarios) {
    const { held, broken } = await runScenario(scenario, options, netio);
    total.held += held;
    total.broken += broken;
  }
  return total;
}

/** Runs a scenario, and prints each check. */
async function runScenario(scenario: Scenario, options: LabOptions, netio: Lab["netio"]): Promise<Tally> {
  console.log(`== ${scenario.name}: ${scenario.about}`);
  const startMs = performance.now();
  const seconds = () => `${((performance.now() - startMs) / 1000).toFixed(1)} s`;
  await Deno.mkdir(options.cache, { recursive: true });
  const work = await Deno.makeTempDir({ dir: options.cache, prefix: `run-${scenario.name}-` });
  const tally: Tally = { held: 0, broken: 0 };
  const count = ({ what, held, seen }: Check) => {
    tally[held ? "held" : "broken"]++;
    console.log(`${held ? "ok   " : "FAIL "} ${what}: ${seen} (${seconds()})`);
  };
  try {
    requireRoot(scenario);
    const tools = await openTools(options.cache, scenario.packages, say);
    const lab: Lab = { work, cache: options.cache, tools, say, netio };
    for await (const one of scenario.run(lab)) count(one);
    if (tally.held + tally.broken === 0) throw new LabError("it has checked nothing");
  } catch (error) {
    tally.broken++;
    console.log(`FAIL  ${scenario.name} can't go on: ${await reasonOf(error, work)} (${seconds()})`);
  }
  if (tally.broken === 0 && !options.keep) await Deno.remove(work, { recursive: true });
  else say(`what it left: ${work}`);
  console.log(`${scenario.name}: ${tally.held} held, ${tally.broken} failed, ${seconds()}`);
  return tally;
}

/** In a sentence; where it is a fault of the lab's own, its stack goes into a file. */
async function reasonOf(error: unknown, work: string): Promise<string> {
  if (error instanceof BuildError) return error.message;
  const file = `${work}/error.txt`;
  await Deno.writeTextFile(file, `${error instanceof Error ? error.stack : error}\n`);
  return `${error instanceof Error ? `${error.name}: ${error.message}` : error}, with its stack in ${file}`;
}

function requireRoot({ name, needsRoot }: Scenario): void {
  if (needsRoot && Deno.uid() !== 0) {
    throw new LabError(`${name} makes network devices and needs root; run it as root`);
  }
}

function chosenScenarios(names: readonly string[]): readonly Scenario[] {
  if (names.length === 0) return SCENARIOS;
  return names.map((name) => {
    const scenario = SCENARIOS.find((known) => known.name === name);
    if (scenario !== undefined) return scenario;
    const all = SCENARIOS.map((known) => known.name);
    throw new UsageError(
      `there is no scenario "${name}"; did you mean ${closestString(name, all)}? There are ${all.join(", ")}`,
    );
  });
}

class UsageError extends Error {
  readonly code = "ERR_PARSE_ARGS_SCENARIO";
}

/** Throws {@linkcode LabError} where there is none. */
function givenNetio(path: string): Lab["netio"] {
  if (!existsSync(path)) {
    throw new LabError(`--netio ${path}: there is no such file; deno task compile makes ./netio`);
  }
  return () => Promise.resolve(resolve(path));
}

async function main(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      ...{ list: { type: "boolean" }, keep: { type: "boolean" } },
      ...{ cache: { type: "string" }, netio: { type: "string" } },
    },
  });
  if (values.list) {
    for (const { name, about } of SCENARIOS) console.log(`${name.padEnd(10)}${about}`);
    return;
  }
  const scenarios = chosenScenarios(positionals);
  const options = { cache: resolve(values.cache ?? `${cacheFolder()}-lab`), keep: values.keep ?? false };
  const netio = values.netio === undefined ? compiledNetio(options.cache, say) : givenNetio(values.netio);
  const total = await runScenarios(scenarios, options, netio);
  console.log(`\n${total.held} passed, ${total.broken} failed`);
  if (total.broken > 0) Deno.exitCode = 1;
}

if (import.meta.main) await reportErrors(() => main(Deno.args));
