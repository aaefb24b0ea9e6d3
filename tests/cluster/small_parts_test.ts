import { assertEquals } from "@std/assert";
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
