import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { join } from "node:path";
import { planFrom } from "../../cli/options/sweep_options.ts";
import { csvHeader, csvLine } from "../../results/csv.ts";
import { toJson } from "../../results/json.ts";
import { ENVIRONMENT_FILE, PLAN_FILE } from "../../results/storage.ts";
import { TRIALS_FILE } from "../../results/trials_file.ts";
import { sessionEnvironment } from "../../sweep/environment.ts";
import { PLAN_SCHEMA_VERSION } from "../../sweep/plan.ts";
import { createResultSet, reopenResultSet, ResultSetError, storedPlan } from "../../sweep/result_set.ts";
import { withDirectory } from "../cli/program.ts";
import { fakeRows, ONE_PLACE } from "../plots/fake_results.ts";

/** What is said of a directory whose plan.json has this text. */
async function saidOf(text: string): Promise<string> {
  let message = "";
  await withDirectory((directory) => {
    Deno.writeTextFileSync(join(directory, PLAN_FILE), text);
    message = assertThrows(() => storedPlan(directory), ResultSetError).message.slice(directory.length + 1);
    return Promise.resolve();
  });
  return message;
}

Deno.test("the plan of a sweep is read back as it was", async () => {
  const plan = planFrom({ topology: "netns", mtu: 9000, verify: true });
  await withDirectory((directory) => {
    Deno.writeTextFileSync(join(directory, PLAN_FILE), toJson(plan));
    assertEquals(storedPlan(directory), plan);
    return Promise.resolve();
  });
});

Deno.test("a plan of an earlier netio is refused as such, any other file as no plan", async () => {
  const earlier =
    "plan.json: started by an earlier version of netio; finish it with that version, or start a new sweep";
  assertEquals(await saidOf('{ "schema": 2, "runId": "a", "seed": 1 }'), earlier);
  assertEquals(await saidOf(toJson({ ...planFrom({}), schema: PLAN_SCHEMA_VERSION - 1 })), earlier);
  const later = toJson({ ...planFrom({}), schema: PLAN_SCHEMA_VERSION + 1 });
  const { congestion: _, ...incomplete } = planFrom({});
  for (const text of [later, toJson(incomplete), "{}", "[2]"]) {
    assertEquals(await saidOf(text), "plan.json: it is not a plan of this version of netio");
  }
  for (const text of ["", "no JSON", toJson(planFrom({})).slice(0, 100)]) {
    assertMatch(await saidOf(text), /^plan\.json: it is cut off or damaged, .*netio analyze/);
  }
});

const plan = planFrom({});
const session = {
  ...sessionEnvironment(plan, "0.0.0", [], null, { hostName: null, title: null }),
  checks: [],
};
const [first, second] = fakeRows(ONE_PLACE);

/** Makes a result set with a row in it, does something to its files, and opens it again. */
async function reopened(directory: string, damage: (pathOf: (name: string) => string) => void) {
  const pathOf = (name: string) => join(directory, name);
  {
    using set = await createResultSet(directory, plan, session);
    set.file.append([first!]);
  }
  damage(pathOf);
  using set = await reopenResultSet(directory, plan, session);
  set.file.append([second!]);
  return { set, pathOf };
}

Deno.test("an environment.json that was cut off is put aside and said, and the sweep goes on", async () => {
  await withDirectory(async (directory) => {
    let cut = "";
    const { set, pathOf } = await reopened(directory, (path) => {
      cut = Deno.readTextFileSync(path(ENVIRONMENT_FILE)).slice(0, 500);
      Deno.writeTextFileSync(path(ENVIRONMENT_FILE), cut);
    });
    assertEquals(set.stored.length, 1);
    assertMatch(
      set.notes.join(),
      /environment\.json was cut off or damaged; it is now environment\.json\.damaged/,
    );
    assertEquals(Deno.readTextFileSync(pathOf(`${ENVIRONMENT_FILE}.damaged`)), cut);
    assertEquals(JSON.parse(Deno.readTextFileSync(pathOf(ENVIRONMENT_FILE))).resumed, []);
  });
});

Deno.test("a trials.csv whose line ends git has changed is gone on with, and keeps them", async () => {
  const withoutReturns = (text: string) => text.replaceAll("\r", "");
  await withDirectory(async (directory) => {
    const { set, pathOf } = await reopened(directory, (path) => {
      const text = Deno.readTextFileSync(path(TRIALS_FILE));
      Deno.writeTextFileSync(path(TRIALS_FILE), withoutReturns(text));
    });
    assertEquals([set.stored.length, set.notes.length], [1, 0]);
    const whole = withoutReturns(csvHeader() + csvLine(first!) + csvLine(second!));
    assertEquals(Deno.readTextFileSync(pathOf(TRIALS_FILE)), whole);
  });
});

const ENDS = {
  send: { hostName: "n2", address: "10.0.0.2" },
  receive: { hostName: "n1", address: "10.0.0.1" },
};

Deno.test("both hosts are named, or neither: who keeps his own name to himself keeps the other's", () => {
  const endsOf = (hostName: string | null) =>
    sessionEnvironment(planFrom({}), "0.0.0", [], ENDS, { hostName, title: null }).ends;
  assertEquals(endsOf("n1"), ENDS);
  assertEquals(endsOf(null), {
    send: { hostName: null, address: "10.0.0.2" },
    receive: { hostName: null, address: "10.0.0.1" },
  });
});
