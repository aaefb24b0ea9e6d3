import { assert, assertEquals, assertThrows } from "@std/assert";
import { remarksOn } from "../../cli/text/sweep_text.ts";
import {
  HostsError,
  hostText,
  pairName,
  parseHostFile,
  parseHosts,
  requirePairs,
  withAddresses,
} from "../../cluster/hosts.ts";
import { reasonIn } from "../../cluster/reason.ts";
import { oneAtATime, packed, roundRobin } from "../../cluster/rounds.ts";
import { nodeAddresses } from "../../cluster/slurm_hosts.ts";

const host = (name: string, address = name) => ({ name, address });

Deno.test("a list of hosts, with addresses where they have others", () => {
  assertEquals(parseHosts("n1, n2=10.0.0.2,n3=fe80::1%eth0"), [
    host("n1"),
    host("n2", "10.0.0.2"),
    host("n3", "fe80::1%eth0"),
  ]);
  assertEquals(parseHosts("n1,n2=10.0.0.2").map(hostText), ["n1", "n2=10.0.0.2"]);
});

Deno.test("a file of hosts, without comments and blank lines", () => {
  const text = "# rack 4\n\nn1\n  n2=10.0.0.2   # slow\n\t\nn3.example\n";
  assertEquals(parseHostFile(text, "hosts.txt"), [host("n1"), host("n2", "10.0.0.2"), host("n3.example")]);
});

Deno.test("a wrong host is named with its line", () => {
  const wrong: readonly (readonly [text: string, message: string])[] = [
    ["n1\n\nn2\nn1=10.0.0.1\n", "hosts.txt line 4: n1 is given twice"],
    ["n1 slots=4\n", 'hosts.txt line 1: "n1 slots=4" is not a host name'],
    ["me@n1\n", 'hosts.txt line 1: "me@n1" is not a host name'],
    ["n1=\n", 'hosts.txt line 1: "n1=": the address after ='],
    ["../n1\n", 'hosts.txt line 1: "../n1" is not a host name'],
  ];
  for (const [text, message] of wrong) {
    assertThrows(() => parseHostFile(text, "hosts.txt"), HostsError, message);
  }
  assertThrows(() => parseHosts("n1,n1"), HostsError, "n1 is given twice");
  assertThrows(() => parseHosts("n1,-oProxyCommand=x"), HostsError, "is not a host name");
});

Deno.test("addresses by a pattern", () => {
  assertEquals(withAddresses([host("n1"), host("n2", "10.0.0.2")], "%h-ib0"), [
    host("n1", "n1-ib0"),
    host("n2", "n2-ib0"),
  ]);
});

Deno.test("two pairs that would share a directory are refused, and one host alone", () => {
  const pairs = [{ first: host("a-b"), second: host("c") }, { first: host("a"), second: host("b-c") }];
  assertEquals(pairs.map(pairName), ["a-b-c", "a-b-c"]);
  assertThrows(() => requirePairs(pairs, 4), HostsError, "would share the directory a-b-c");
  assertThrows(() => requirePairs([], 1), HostsError, "name two or more");
});

const SIZES = [2, 3, 4, 5, 6, 7, 8, 15, 16, 33];

Deno.test("each two meet once, the earlier first, and nobody has two pairs in a round", () => {
  for (const n of SIZES) {
    const items = Array.from({ length: n }, (_, i) => i);
    const rounds = roundRobin(items);
    const all = rounds.flat().map(([a, b]) => `${a} ${b}`).sort();
    const wanted = items.flatMap((a) => items.slice(a + 1).map((b) => `${a} ${b}`)).sort();
    assertEquals(all, wanted, `${n} hosts`);
    for (const round of rounds) assertEquals(new Set(round.flat()).size, 2 * round.length, `${n} hosts`);
  }
});

Deno.test("n − 1 rounds of n/2 pairs; for odd n one pauses in each of n rounds", () => {
  for (const n of SIZES) {
    const rounds = roundRobin(Array.from({ length: n }, (_, i) => i));
    assertEquals(rounds.length, n % 2 === 0 ? n - 1 : n, `${n} hosts`);
    assertEquals(rounds.map((round) => round.length), rounds.map(() => Math.floor(n / 2)), `${n} hosts`);
  }
});

Deno.test("of none and one there is nothing to measure", () => {
  assertEquals(roundRobin([]).flat(), []);
  assertEquals(roundRobin(["a"]).flat(), []);
});

Deno.test("some pairs are packed into rounds of disjoint ones", () => {
  const failed = [["a", "b"], ["a", "c"], ["c", "d"], ["b", "d"]];
  assertEquals(packed(failed, (pair) => pair), [[["a", "b"], ["c", "d"]], [["a", "c"], ["b", "d"]]]);
});

Deno.test("one at a time is the same pairs, each a round", () => {
  assertEquals(oneAtATime([["ab", "cd"], ["ac"]]), [["ab"], ["cd"], ["ac"]]);
});

Deno.test("the addresses of nodes as Slurm has them", () => {
  const text = [
    "NodeName=n1 Arch=x86_64 CoresPerSocket=1 NodeAddr=10.0.0.1 NodeHostName=n1 Version=22.05.8 Reason=x",
    "NodeName=n2 CoresPerSocket=1 NodeAddr=n2 NodeHostName=n2",
    "",
  ].join("\n");
  assertEquals([...nodeAddresses(text)], [["n1", "10.0.0.1"], ["n2", "n2"]]);
});

Deno.test("the reason of a failure is its last error, else what is noted beside the answer, else its last words", () => {
  assertEquals(
    reasonIn(["netio: first", "netio: --connect n2:1: refused", "2026-11-28 client gone", ""]),
    "--connect n2:1: refused",
  );
  assertEquals(
    reasonIn([
      "Answer: none",
      "Note: failed trials were already retried once. To retry: netio sweep",
      "Rows: x",
    ]),
    "failed trials were already retried once",
  );
  const failed = "failed and not counted: both trials: far end: no CPUs";
  assertEquals(reasonIn(["Answer: none", `Warning: ${failed}`, "Rows: x"]), failed);
  assertEquals(reasonIn(["ssh: Could not resolve hostname n9", ""]), "ssh: Could not resolve hostname n9");
  assertEquals(reasonIn([]), null);
  assertEquals(reasonIn(["x".repeat(300)])!.length, 200);
});

Deno.test("what a sweep advises is no part of the reason, whatever it ended by", () => {
  const whole = {
    run: 9,
    failed: 0,
    skipped: [],
    stopped: false,
    gaveUp: false,
    timeUp: false,
    wholeBlocks: 1,
  };
  const group = { messageBytes: 64, threads: 1, rx: "recv", rateBps: null };
  const ends = [{ failed: 2 }, { skipped: [group] }, { gaveUp: true }, { timeUp: true }];
  for (const end of ends) {
    const plan = { rx: ["recv"], rateBps: null, maxTimeMs: 7000, repeats: 6 };
    const [remark] = remarksOn({ ...whole, ...end }, plan, "DIR");
    assert(remark!.includes("netio sweep --resume DIR"), remark);
    assert(!reasonIn([`Note: ${remark}`])!.includes("netio"), remark);
  }
});
