/** Made-up clusters: what is a host's and what a link's has to be found, and nothing else. */
import { assert, assertAlmostEquals, assertEquals, assertStringIncludes } from "@std/assert";
import { clusterOf, whyMissing } from "../../../results/cluster/cluster.ts";
import { type ClusterEffects, clusterEffects, LimitsCache } from "../../../results/cluster/effects.ts";
import { configurationsOf } from "../../../results/cluster/configurations.ts";
import { pairsCsv } from "../../../results/cluster/pairs_csv.ts";
import { parse } from "@std/csv";
import { THROUGHPUT } from "../../../results/measures.ts";
import { present } from "../../present.ts";
import { hostName, type MadeUpCluster, madeUpCluster } from "./made_up_cluster.ts";

/** One slow sender, one bad link. */
const factor = (sender: number, receiver: number) =>
  (sender === 7 ? 0.62 : 1) * (sender === 3 && receiver === 9 ? 1 / 2.4 : 1);

const SIXTEEN = { hosts: 16, factor };

/** Of all clusters of this file: each would have them simulated. */
const LIMITS = new LimitsCache();

/** The effects in a cluster's only configuration. */
function effectsOf(cluster: MadeUpCluster): ClusterEffects {
  const [configuration] = configurationsOf(madeUpCluster(cluster).pairs);
  const hosts = Array.from({ length: cluster.hosts }, (_, i) => hostName(i + 1));
  const effects = clusterEffects(present(configuration), hosts, LIMITS);
  assert(typeof effects !== "string", String(effects));
  return effects;
}

Deno.test("of 16 hosts with one slow sender and one bad link these two are outliers, by what they were made of", () => {
  const { hosts, links, parts, spread } = effectsOf(SIXTEEN);
  assertEquals(parts, "sender and receiver");
  const slow = hosts.filter(({ isOutlier }) => isOutlier);
  assertEquals(slow.map(({ host, part }) => [host, part]), [["node7", "sends"]]);
  assertAlmostEquals(slow[0]!.ratio, 0.62, 0.02);
  const { lo, hi } = slow[0]!.interval!;
  assert(lo <= 0.62 && 0.62 <= hi && hi - lo < 0.05, `${lo} to ${hi}`);
  const bad = links.filter(({ isOutlier }) => isOutlier);
  assertEquals(bad.map(({ sender, receiver }) => [sender, receiver]), [["node3", "node9"]]);
  assertAlmostEquals(bad[0]!.ratio, 1 / 2.4, 0.03);
  assertEquals(bad[0]!.interval !== null, true);
  assertAlmostEquals(spread, Math.exp(0.02), 0.006);
  const others = hosts.filter(({ host, part }) => host !== "node7" || part !== "sends");
  for (const { host, part, ratio } of others) assertAlmostEquals(ratio, 1, 0.03, `${host} ${part}`);
});

Deno.test("a slow receiver is no slow sender", () => {
  const { hosts } = effectsOf({ hosts: 10, factor: (_, receiver) => receiver === 4 ? 0.5 : 1 });
  assertEquals(hosts.filter(({ isOutlier }) => isOutlier).map(({ host, part }) => [host, part]), [[
    "node4",
    "receives",
  ]]);
});

Deno.test("where each pair was measured once a host has one effect, and a bad link is one all the same", () => {
  const { hosts, links, parts } = effectsOf({
    hosts: 16,
    isOneWay: true,
    factor: (sender, receiver) =>
      (sender === 7 || receiver === 7 ? 0.7 : 1) * (sender === 9 && receiver === 3 ? 0.4 : 1),
  });
  assertEquals(parts, "host");
  assertEquals(hosts.filter(({ isOutlier }) => isOutlier).map(({ host, part }) => [host, part]), [[
    "node7",
    "all",
  ]]);
  assertAlmostEquals(present(hosts.find(({ host }) => host === "node7")).ratio, 0.7, 0.02);
  assertEquals(links.filter(({ isOutlier }) => isOutlier).map(({ sender, receiver }) => [sender, receiver]), [
    [
      "node9",
      "node3",
    ],
  ]);
});

Deno.test("in clusters without differences there are no outliers, but in few", () => {
  let wrong = 0;
  const clusters = 100;
  for (let seed = 1; seed <= clusters; seed++) {
    const { hosts, links } = effectsOf({ hosts: 8, seed, linkNoise: 0.1, repeats: 1 });
    wrong += [...hosts, ...links].some(({ isOutlier }) => isOutlier) ? 1 : 0;
  }
  assert(wrong <= 11, `${wrong} of ${clusters}: at a level of 5 % more than 11 come in 1 of 200 cases`);
});

Deno.test("small differences are not worth a word, however sure they are", () => {
  const { hosts } = effectsOf({ ...SIXTEEN, linkNoise: 1e-4, factor: (sender) => sender === 2 ? 0.97 : 1 });
  const second = present(hosts.find(({ host, part }) => host === "node2" && part === "sends"));
  assertAlmostEquals(second.ratio, 0.97, 1e-3);
  assertEquals(second.isOutlier, false);
});

Deno.test("hosts that were never measured with each other have no effects, and it is said why", () => {
  const all = madeUpCluster({ hosts: 8 });
  const low = (host: string) => Number(host.slice(4)) <= 4;
  const apart = all.pairs.filter(({ sender, receiver }) => low(sender) === low(receiver));
  const { shown, hosts } = clusterOf({ ...all, pairs: apart });
  assertEquals(shown!.effects, "the hosts fall into 2 groups that were not measured with each other");
  assertEquals(hosts.length, 8);
  const three = clusterOf(madeUpCluster({ hosts: 3 })).shown!;
  assertEquals(three.effects, "6 pairs are too few to tell hosts and links apart");
  const star = all.pairs.filter(({ receiver }) => receiver === "node1");
  assertStringIncludes(
    String(clusterOf({ ...all, pairs: star }).shown!.effects),
    "too few to tell hosts and links apart",
  );
});

Deno.test("a host has a median interval over its pairs, a link one over its trials, and neither below six", () => {
  const { hosts, links } = effectsOf({ hosts: 6, repeats: 5 });
  assertEquals(hosts[0]!.interval, null);
  assertEquals(links[0]!.interval, null);
});

Deno.test("the intervals of hosts cover what they were made of as often as they say", () => {
  let covered = 0, count = 0;
  for (let seed = 1; seed <= 40; seed++) {
    for (const { interval } of effectsOf({ hosts: 12, seed, repeats: 1, linkNoise: 0.05 }).hosts) {
      count++;
      covered += interval!.lo <= 1 && 1 <= interval!.hi ? 1 : 0;
    }
  }
  assert(covered / count > 0.93, `${covered} of ${count}`);
});

Deno.test("shown is the best mode of the largest size, and hosts are sorted by their numbers", () => {
  const pairs = madeUpCluster({ hosts: 11, sizes: [1024, 65536], modes: ["two-copy", "one-copy"] });
  const { shown, hosts, configurations } = clusterOf(pairs);
  assertEquals(configurations.length, 4);
  assertEquals(shown!.messageBytes, 65536);
  assertEquals(hosts, Array.from({ length: 11 }, (_, i) => hostName(i + 1)));
});

Deno.test("a direction without a value says why", () => {
  const all = madeUpCluster({ hosts: 5, isOneWay: true });
  const failed = all.pairs.map((pair) =>
    pair.sender === "node5" && pair.receiver === "node2"
      ? { ...pair, rows: pair.rows.map((row) => ({ ...row, status: "failed", throughput_gbps: null })) }
      : pair
  );
  const without = failed.filter(({ sender, receiver }) => sender !== "node4" || receiver !== "node1");
  const cluster = clusterOf({ ...all, pairs: without });
  const why = (sender: string, receiver: string) =>
    whyMissing(cluster, cluster.shown!, THROUGHPUT, { sender, receiver });
  assertEquals(why("node2", "node1"), null);
  assertEquals(why("node1", "node2"), "not measured in this direction, only in the other");
  assertEquals(why("node5", "node2"), "its trials failed");
  assertEquals(why("node4", "node1"), "no result set");
});

Deno.test("pairs.csv has a row for each direction and configuration, and the outliers", () => {
  const cluster = clusterOf(madeUpCluster({ ...SIXTEEN, sizes: [1024, 65536] }));
  const [header, ...lines] = parse(pairsCsv(cluster));
  const records = lines.map((line) => Object.fromEntries(header!.map((name, i) => [name, line[i]!])));
  assertEquals(records.length, 2 * 240);
  const bad = records.filter((record) => record["outlier"] === "yes");
  assertEquals(bad.map(({ sender, receiver }) => `${sender} ${receiver}`), ["node3 node9", "node3 node9"]);
  assertAlmostEquals(Number(bad[0]!["ratio_to_hosts"]), 1 / 2.4, 0.03);
});

Deno.test("the effects of an empty configuration are none, because no pair has a value", () => {
  const [first] = clusterOf(madeUpCluster({ hosts: 4 })).configurations;
  assertEquals(clusterEffects({ ...first!, pairs: [] }, ["a"], LIMITS), "no pair has a value");
});

Deno.test("streams are shown before round trips, and settings that differ are told apart", () => {
  const { pairs, ...all } = madeUpCluster({ hosts: 5 });
  const both = pairs.map((pair) => {
    const trips = pair.rows.map((row) => ({
      ...row,
      pattern: "rr",
      message_bytes: 1 << 20,
      latency_p50_us: 50,
    }));
    return { ...pair, rows: [...trips, ...pair.rows] };
  });
  const { shown, configurations } = clusterOf({ ...all, pairs: both });
  assertEquals(configurations.map(({ name }) => name), ["stream", "rr"]);
  assertEquals([shown!.name, shown!.measure], ["stream", THROUGHPUT]);
});
