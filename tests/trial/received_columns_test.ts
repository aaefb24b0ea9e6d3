import { assertEquals, assertMatch } from "@std/assert";
import { DEFAULTS } from "../../trial/settings.ts";
import { receiveCopiedWarning, receivedColumns } from "../../trial/received_columns.ts";

const share = (bytes: number, mappedBytes: number | null) => ({ bytes, usage: { mappedBytes } });

Deno.test("what receivers had mapped is added up, and the rest of their bytes was copied", () => {
  const columns = (...shares: ReturnType<typeof share>[]) => Object.values(receivedColumns(shares));
  assertEquals(columns(share(100, 60), share(50, 50)), [110, 40, "mixed"]);
  assertEquals(columns(share(100, 0), share(50, 0)), [0, 150, "copied"]);
  assertEquals(columns(share(100, 100)), [100, 0, "mapped"]);
  assertEquals(columns(share(0, 0)), [0, 0, null]);
});

Deno.test("a strategy that asks for no mapping has no figures, and no verdict", () => {
  assertEquals(Object.values(receivedColumns([share(100, null)])), [null, null, null]);
});

Deno.test("a row that asked for mapping and got copies says what is likely on its topology; others say nothing", () => {
  const hosts = { kind: "hosts", hostname: "far", port: 1, sender: "server", timeoutMs: 1 } as const;
  const copied = { effective_receive: "copied" };
  assertMatch(receiveCopiedWarning(copied, DEFAULTS)!, /the kernel copied: what a plain send copies/);
  assertMatch(receiveCopiedWarning(copied, { topology: hosts })!, /does not split headers.*MTU/);
  for (const effective_receive of ["mixed", "mapped", null]) {
    assertEquals(receiveCopiedWarning({ effective_receive }, DEFAULTS), null);
  }
});
