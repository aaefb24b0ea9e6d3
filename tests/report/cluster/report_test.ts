/** What a cluster's report, page and JSON say of a made-up one. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { describeFigures } from "../../../plots/registry.ts";
import { analysisJson, analyze } from "../../../report/analyze.ts";
import { reportDocument } from "../../../report/content.ts";
import { toHtml } from "../../../report/html.ts";
import { toMarkdown } from "../../../report/markdown.ts";
import type { HostPairs } from "../../../results/cluster/host_pairs.ts";
import { toJson } from "../../../results/json.ts";
import { madeUpCluster } from "../../results/cluster/made_up_cluster.ts";
import { fakeLoaded } from "../fake_report.ts";

const factor = (sender: number, receiver: number) =>
  (sender === 7 ? 0.62 : 1) * (sender === 3 && receiver === 9 ? 1 / 2.4 : 1);

function analysisOf(hostPairs: HostPairs) {
  return analyze(fakeLoaded(hostPairs.pairs.flatMap(({ rows }) => [...rows]), { hostPairs }));
}

function markdownOf(hostPairs: HostPairs): string {
  const analysis = analysisOf(hostPairs);
  return toMarkdown(reportDocument(analysis, describeFigures(analysis)), "plots");
}

const SIXTEEN = madeUpCluster({ hosts: 16, factor, modes: ["two-copy", "one-copy"] });

Deno.test("the report says first which host is slow in which part, and which link, by how much", () => {
  const text = markdownOf(SIXTEEN);
  const summary = text.slice(0, text.indexOf("## Warnings"));
  assertStringIncludes(summary, "16 hosts, 240 of the 240 directions between them measured.");
  assertMatch(
    summary,
    /the median pair has 9\.4\d? Gbit\/s \(from 3\.\d+ for node3 → node9 to \d+(\.\d+)? for node/,
  );
  assertMatch(
    summary,
    /- node7 sends 3[789](\.\d)? % slower than the median host \(CI 3\d(\.\d)? % to (3\d|4\d)(\.\d)? %\)\./,
  );
  assertMatch(
    summary,
    /- node3 → node9 is 2\.[34]\d?× slower than its two hosts explain \(CI 2\.\d+× to 2\.\d+×\)\./,
  );
  assertEquals(summary.match(/^- /gm)!.length, 2, summary);
  assertMatch(
    summary,
    /Of 240 directions with several modes, (one|two)-copy has the best median in \d+ and (one|two)-copy in \d+\./,
  );
  assertStringIncludes(text, "![Throughput between all hosts](plots/pair_matrix.png)");
  assertMatch(text, /the chance that any is called an outlier is 5 %/);
});

Deno.test("of a cluster where all is alike the report says that there are no outliers", () => {
  assertStringIncludes(markdownOf(madeUpCluster({ hosts: 8 })), "- No host and no link is an outlier.");
});

Deno.test("where each pair was measured in one direction the report does not say whether a host sends or receives badly", () => {
  const text = markdownOf(
    madeUpCluster({ hosts: 12, isOneWay: true, factor: (a, b) => a === 4 || b === 4 ? 0.6 : 1 }),
  );
  assertMatch(text, /- node4 is (39|4\d)(\.\d)? % slower than the median host/);
  assertStringIncludes(text, "whether it is slow in sending or in receiving can't be told");
});

Deno.test("the page has the matrix as a table, framed and hatched fields, on both kinds of paper", async () => {
  const analysis = analysisOf(
    madeUpCluster({ hosts: 8, isOneWay: true, factor: (a, b) => a === 5 && b === 2 ? 0.3 : 1 }),
  );
  const html = await toHtml(reportDocument(analysis, describeFigures(analysis)));
  assertEquals(html.match(/class="field framed"/g)!.length, 2, "throughput and CPU");
  assertEquals(html.match(/class="hatched"/g)!.length, 2 * 28);
  assertStringIncludes(html, "node1 to node2: not measured in this direction, only in the other");
});

Deno.test("the JSON has all pairs in all configurations, and the rule", () => {
  const { cluster } = JSON.parse(toJson(analysisJson(analysisOf(SIXTEEN))));
  assertEquals(cluster.hosts.length, 16);
  assertEquals(cluster.configurations.length, 2);
  for (const { links, hosts, rule } of cluster.configurations) {
    assertEquals([links.length, hosts.length], [240, 32]);
    assert(rule.cell > 3 && rule.effect > 2);
  }
  assertEquals(cluster.false_positive_rate, 0.05);
  const shown = cluster.configurations.find((one: { is_shown: boolean }) => one.is_shown);
  const bad = shown.links.filter((link: { is_outlier: boolean }) => link.is_outlier);
  assertEquals(bad.map(({ sender, receiver }: { sender: string; receiver: string }) => [sender, receiver]), [[
    "node3",
    "node9",
  ]]);
});
