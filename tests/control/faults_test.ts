/**
 * Client and server killed and paused at random moments of a sweep. `NETIO_FAULT_ROUNDS` sets how many rounds (50 are
 * worth the six minutes before a release); the seed is printed, `NETIO_FAULT_SEED` repeats it.
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import { fromJson } from "../../results/json.ts";
import { withoutRedone } from "../../results/redone.ts";
import { cellKeys, plannedTrials, planSchema } from "../../sweep/plan.ts";
import { FAILURES_IN_A_ROW_MAX } from "../../sweep/failure_runs.ts";
import { type Random, seededRandom } from "../../stats/random.ts";
import { rowsIn, untilRows, withDirectory } from "../cli/program.ts";
import { endedWithin, pause, until } from "../waiting.ts";
import { ServerProcess, startSweepTo, sweepTo } from "./processes.ts";

const ROUNDS = Number(Deno.env.get("NETIO_FAULT_ROUNDS") ?? 2);
const SEED = Number(Deno.env.get("NETIO_FAULT_SEED") ?? Date.now() % 2 ** 31);
const MOMENT_MS_MIN = 200;
const MOMENT_MS_MAX = 2600;
const PAUSED_MS = 4000;
/** Far less than the two minutes that the sweep would take. */
const AT_ONCE_MS = 20_000;
const CELLS = ["--sizes", "4Ki,64Ki", "--threads", "1,2", "--warmup", "20ms", "--duration", "60ms"];
const NO_REPORT = ["--no-plots", "--no-report"];
/** A server whose threads start on a busy machine has not answered for a second. */
const SOON = ["--timeout", "2s"];
/** Sixteen trials of one mode, or as many of four that take turns. */
const SWEEPS = [["trials", "1"], ["slices", "4"]].map(([how, repeats]) => [
  ...[...CELLS, "--interleave", how!, "--repeats", repeats!],
  ...[...SOON, ...NO_REPORT],
]);

interface Round {
  readonly server: ServerProcess;
  readonly directory: string;
  readonly client: Deno.ChildProcess;
  readonly momentMs: number;
}

/** What goes wrong in a round; gives the server that is there afterwards. */
const FAULTS: Readonly<Record<string, (round: Round) => Promise<ServerProcess>>> = {
  "client killed": async ({ server, client, momentMs }) => {
    await pause(momentMs);
    client.kill("SIGKILL");
    await client.output();
    return server;
  },
  "server killed and started again": async ({ server, client, directory, momentMs }) => {
    await pause(momentMs);
    server.kill("SIGKILL");
    await server.over;
    const next = await ServerProcess.start([], { port: server.port });
    await assertFinished(client, directory);
    return next;
  },
  "server paused for longer than the time-out": async ({ server, client, directory, momentMs }) => {
    await pause(momentMs);
    server.kill("SIGSTOP");
    await pause(PAUSED_MS);
    server.kill("SIGCONT");
    await assertFinished(client, directory);
    return server;
  },
  "client paused for longer than the time-out": async ({ server, client, directory, momentMs }) => {
    await pause(momentMs);
    signalIfThere(client, "SIGSTOP");
    await pause(PAUSED_MS);
    signalIfThere(client, "SIGCONT");
    await assertFinished(client, directory);
    return server;
  },
};

/** The sweep ended by itself: a row for every planned trial, of its last try, failed ones with their reason. */
async function assertFinished(client: Deno.ChildProcess, directory: string): Promise<void> {
  const { code, stderr } = await client.output();
  const said = new TextDecoder().decode(stderr);
  const rows = withoutRedone(rowsIn(directory)), failed = rows.filter((row) => row.status === "failed");
  const failedTrials = new Set(failed.map(({ trial }) => trial)).size;
  if (rows.length === 0) return assertEquals(code, 1, `hit before the first trial: ${said}`);
  const plan = planSchema.parse(fromJson(Deno.readTextFileSync(join(directory, "plan.json"))));
  assertEquals(rows.length, plannedTrials(plan).flatMap(cellKeys).length, said);
  assertEquals(code, failed.length === 0 ? 0 : 1, said);
  for (const row of failed) assertMatch(row.warnings ?? "", /\S{3,}/);
  assert(failedTrials <= 4, `${failedTrials} failed trials for one fault: ${said}`);
}

function signalIfThere(client: Deno.ChildProcess, signal: Deno.Signal): void {
  try {
    client.kill(signal);
  } catch { /* it has ended */ }
}

async function assertServes(server: ServerProcess): Promise<void> {
  await withDirectory(async (directory) => {
    const { code, stderr } = await sweepTo(server.where, directory);
    assertEquals(code, 0, `the next honest client: ${stderr}\n${server.log}`);
  });
}

function within(random: Random, least: number, most: number): number {
  return least + random.below(most - least);
}

Deno.test(`${ROUNDS} rounds of killing and pausing at random moments (seed ${SEED})`, async () => {
  const random = seededRandom(SEED);
  const names = Object.keys(FAULTS);
  let server = await ServerProcess.start();
  const port = server.port;
  try {
    await assertServes(server);
    const idle = { threads: server.threads, files: server.openFiles };
    for (let round = 0; round < ROUNDS; round++) {
      const sweep = SWEEPS[random.below(SWEEPS.length)]!;
      const name = names[round % names.length]!, momentMs = within(random, MOMENT_MS_MIN, MOMENT_MS_MAX);
      await withDirectory(async (directory) => {
        const client = startSweepTo(`127.0.0.1:${port}`, directory, sweep);
        console.log(`round ${round + 1}: ${name} after ${momentMs} ms (${sweep.join(" ")})`);
        server = await FAULTS[name]!({ server, directory, client, momentMs });
      });
      await until(
        "the server's threads of the lost session have ended",
        () => server.threads <= idle.threads + 2,
      );
      await until("its sockets are closed", () => server.openFiles <= idle.files + 2);
      await assertServes(server);
    }
  } finally {
    await server[Symbol.asyncDispose]();
  }
});

Deno.test("SIGTERM ends a serving server with 143; its sweep ends with 1, says so, and keeps what was measured", async () => {
  await using server = await ServerProcess.start();
  await withDirectory(async (directory) => {
    const options = [...CELLS, "--repeats", "50", ...SOON, ...NO_REPORT];
    const client = sweepTo(server.where, directory, options);
    await until("a row", () => rowsIn(directory).length > 0, 60_000);
    server.kill("SIGTERM");
    assertEquals((await server.over).code, 143);
    const { code, stdout } = await client;
    assertEquals(code, 1);
    assertMatch(stdout, /^Note: 9 trials in a row failed, so the sweep ended early\.[^]*--resume/m);
    const statuses = [...Map.groupBy(rowsIn(directory), ({ trial }) => trial).values()].map((rows) =>
      [...new Set(rows.map(({ status }) => status))].join(" and ")
    );
    assertEquals(statuses.slice(-FAILURES_IN_A_ROW_MAX), Array(FAILURES_IN_A_ROW_MAX).fill("failed"));
    assertEquals(new Set(statuses.slice(0, -FAILURES_IN_A_ROW_MAX)), new Set(["ok"]));
  });
});

Deno.test("Ctrl-C and SIGTERM end a sweep at once, with their codes, and its server serves the next", async () => {
  await using server = await ServerProcess.start();
  for (const [signal, expected] of [["SIGINT", 130], ["SIGTERM", 143]] as const) {
    await withDirectory(async (directory) => {
      const client = startSweepTo(server.where, directory, [...CELLS, ...NO_REPORT, "--repeats", "100"]);
      await untilRows(client, directory);
      client.kill(signal);
      assertEquals((await endedWithin(client, AT_ONCE_MS)).code, expected);
    });
  }
  await assertServes(server);
});
