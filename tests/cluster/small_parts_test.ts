import { assert, assertEquals } from "@std/assert";
import { remarksOn } from "../../cli/text/sweep_text.ts";
import { reasonIn } from "../../cluster/reason.ts";
import { nodeAddresses } from "../../cluster/slurm_hosts.ts";

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
      "Note: failed trials were already retried once. To try again: netio sweep",
      "Rows: x",
    ]),
    "failed trials were already retried once",
  );
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
