import { assertEquals } from "@std/assert";
import { readHostName } from "../../host/host_name.ts";
import { FakeRoot } from "./fake_root.ts";

Deno.test("the host's name is without its domain, and null where it says nothing", () => {
  for (
    const [text, name] of [["node7.lab.example\n", "node7"], ["vm\n", "vm"], ["(none)\n", null], [
      "\n",
      null,
    ]] as const
  ) {
    using root = new FakeRoot({ "/proc/sys/kernel/hostname": text });
    assertEquals(readHostName(root.path), name);
  }
  using empty = new FakeRoot();
  assertEquals(readHostName(empty.path), null);
});

Deno.test("what started netio there knows better what the host is called", () => {
  using root = new FakeRoot({ "/proc/sys/kernel/hostname": "vm\n" });
  assertEquals(readHostName(root.path, "n1.rack"), "n1.rack");
  assertEquals(readHostName(root.path, ""), "vm");
});
