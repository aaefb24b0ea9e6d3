import { assertEquals, assertThrows } from "@std/assert";
import { join } from "node:path";
import { planFrom } from "../../cli/options/sweep_options.ts";
import { toJson } from "../../results/json.ts";
import { PLAN_FILE } from "../../results/storage.ts";
import { PLAN_SCHEMA_VERSION } from "../../sweep/plan.ts";
import { ResultSetError, storedPlan } from "../../sweep/result_set.ts";
import { withDirectory } from "../cli/program.ts";

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
    "plan.json: begun by an earlier version of netio; finish it with that one, or begin a new sweep";
  assertEquals(await saidOf('{ "schema": 2, "runId": "a", "seed": 1 }'), earlier);
  assertEquals(await saidOf(toJson({ ...planFrom({}), schema: PLAN_SCHEMA_VERSION - 1 })), earlier);
  const later = toJson({ ...planFrom({}), schema: PLAN_SCHEMA_VERSION + 1 });
  const { congestion: _, ...incomplete } = planFrom({});
  for (const text of [later, toJson(incomplete), "{}", "[2]", "no JSON"]) {
    assertEquals(await saidOf(text), "plan.json: it is not a plan of this version of netio");
  }
});
