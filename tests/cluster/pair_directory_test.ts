import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { planFrom } from "../../cli/options/sweep_options.ts";
import { parseHosts } from "../../cluster/hosts.ts";
import { clearLogs, keepLogs, pairDirectory, pairState } from "../../cluster/pair_directory.ts";
import { csvHeader, csvLine } from "../../results/csv.ts";
import { toJson } from "../../results/json.ts";
import { plannedTrials } from "../../sweep/plan.ts";
import { withDirectory } from "../cli/program.ts";
import { measuredTrial } from "../results/measured_trial.ts";

const [first, second] = parseHosts("n1,n2");
const PAIR = { first: first!, second: second! };
const PLAN = { ...planFrom({ modes: ["one-copy"], sizes: [64], threads: [1] }), repeats: 2 };
const ROWS = plannedTrials(PLAN).map(({ block, messageBytes, threads }) =>
  measuredTrial({ block, message_bytes: messageBytes, threads })
);

Deno.test("a pair is whole when everything planned was measured and the sweep came to its end", async () => {
  await withDirectory((directory) => {
    const own = pairDirectory(directory, PAIR);
    const write = (name: string, text: string) => Deno.writeTextFileSync(join(own, name), text);
    const trials = (rows: typeof ROWS) => write("trials.csv", csvHeader() + rows.map(csvLine).join(""));
    const state = () => pairState(directory, PAIR);
    assertEquals(state(), "absent");
    Deno.mkdirSync(own);
    assertEquals(state(), "absent");
    write("plan.json", toJson(PLAN));
    assertEquals(state(), "begun");
    trials(ROWS.slice(0, 1));
    assertEquals(state(), "begun");
    trials(ROWS);
    assertEquals(state(), "begun");
    write("summary.csv", "");
    assertEquals(state(), "whole");
    trials([ROWS[0]!, { ...ROWS[1]!, status: "failed" }]);
    assertEquals(state(), "begun");
    trials([...ROWS, { ...ROWS[1]!, block: 2, status: "failed" }]); // one that --until-ci added
    assertEquals(state(), "begun");
    return Promise.resolve();
  });
});

Deno.test("what a pair's hosts said is kept, and gone before the next try", async () => {
  await withDirectory((directory) => {
    const own = pairDirectory(directory, PAIR);
    const names = () => [...Deno.readDirSync(own)].map(({ name }) => name).sort();
    clearLogs(directory, PAIR);
    keepLogs(directory, PAIR, new Map([[PAIR.first, ["one", "two"]], [PAIR.second, []]]));
    assertEquals(names(), ["n1.log"]);
    assertEquals(Deno.readTextFileSync(join(own, "n1.log")), "one\ntwo\n");
    clearLogs(directory, PAIR);
    assertEquals(names(), []);
    return Promise.resolve();
  });
});
