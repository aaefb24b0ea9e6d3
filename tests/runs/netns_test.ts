import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { withoutRedone } from "../../results/redone.ts";
import { namespacesOf, networkTraces, stillHeld, whyNoNamespaces } from "../net/namespaces.ts";
import {
  execute,
  netio,
  netioCommand,
  rowsIn,
  startNetio,
  untilRows,
  withDirectory,
} from "../cli/program.ts";
import { assertWrongUsage } from "../cli/wrong_usage.ts";

const obstacle = await whyNoNamespaces();
if (obstacle !== null) console.log(`tests of --topology netns are skipped: ${obstacle}`);
const NETNS = ["--topology", "netns", "--sizes", "4Ki", "--threads", "1", "--warmup", "10ms"];
const QUICK = [...NETNS, "--duration", "100ms", "--repeats", "1", "--no-plots", "--no-report"];

function namespaceTest(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, ignore: obstacle !== null, fn });
}

namespaceTest("a sweep over a veth pair: its rows, its sides, and nothing left", async () => {
  await withDirectory(async (directory) => {
    const before = networkTraces();
    const { code, stderr } = await netio("sweep", ...QUICK, "--mtu", "4000", "--out", directory);
    assertEquals(code, 0, stderr);
    assertEquals(networkTraces(), before);
    const rows = withoutRedone(rowsIn(directory));
    assertEquals(rows.length, 4);
    for (const row of rows) {
      assertEquals([row.status, row.topology], ["ok", "netns"]);
      assert(row.mss !== null && row.mss < 4000 && row.mss > 3800, `MSS ${row.mss}`);
    }
    assertEquals(rows.find((row) => row.mode === "zero-copy")!.effective_copy, "copied");
    const { ends } = JSON.parse(Deno.readTextFileSync(join(directory, "environment.json")));
    assertEquals([ends.send.mtu_bytes, ends.receive.mtu_bytes], [4000, 4000]);
    assert(ends.send.network.optmem_max_bytes > 0 && ends.receive.network.optmem_max_bytes > 0);
  });
});

for (const signal of ["SIGINT", "SIGTERM", "SIGKILL"] as const) {
  namespaceTest(
    `after ${signal} in the middle of a sweep no namespace and no interface is left`,
    async () => {
      await withDirectory(async (directory) => {
        const before = networkTraces();
        const endless = [...NETNS, "--duration", "100ms", "--repeats", "500", "--out", directory];
        const child = startNetio("sweep", ...endless);
        await untilRows(child, directory);
        const namespaces = namespacesOf(child.pid);
        assertEquals(namespaces.length, 2, "both are seen while it runs");
        child.kill(signal);
        const { code } = await child.output();
        assertEquals(code, { SIGINT: 130, SIGTERM: 143, SIGKILL: 137 }[signal]);
        assertEquals([...networkTraces(), ...stillHeld(namespaces)], before);
      });
    },
  );
}

Deno.test({
  name: "without root one sentence says what is missing and what works instead",
  ignore: Deno.uid() !== 0,
  fn: async () => {
    const nobody = ["setpriv", "--reuid", "65534", "--clear-groups", ...netioCommand(["run", ...NETNS])];
    const { code, stdout, stderr } = await execute(nobody);
    assertEquals([code, stdout], [1, ""]);
    assertMatch(stderr, /^netio: --topology netns: .* need root, .*; --topology loopback needs neither\n$/);
  },
});

namespaceTest("without iproute2 the program that is missing is named", async () => {
  await withDirectory(async (directory) => {
    const nsenter = (await execute(["sh", "-c", "command -v nsenter"])).stdout.trim();
    await Deno.symlink(nsenter, join(directory, "nsenter"));
    const { code, stderr } = await execute(netioCommand(["run", ...NETNS]), { env: { PATH: directory } });
    assertEquals(code, 1);
    assertStringIncludes(stderr, "there is no program ip (package iproute2)");
  });
});

Deno.test("options of another topology, and values that mean nothing, are wrong usage", async () => {
  const cases: [string[], string][] = [
    [["--mtu", "9000"], "--mtu needs --topology netns"],
    [["--netem", "loss 1%; reboot", "--topology", "netns"], "expected the words of tc-netem(8)"],
    [["--mtu", "100", "--topology", "netns"], "expected a whole number from 576 to 65535"],
    [["--connect", "a:1", "--topology", "netns"], "--connect and --topology are mutually exclusive"],
    [["--connect", "nowhere"], "expected HOST:PORT, such as node2:5201 or [2001:db8::7]:5201"],
    [["--connect", "::1:5201"], "expected HOST:PORT"],
    [["--direction", "client"], "--direction needs --connect"],
    [["--timeout", "1s", "--direction", "client"], "--direction and --timeout need --connect"],
    [["--token", "abc"], "--token needs --connect"],
    [["--connect", "a:1", "--timeout", "500ms"], "a time is 1s to 10m, such as 10s"],
    [["--connect", "a:1", "--token", " "], "a token must not be empty"],
  ];
  for (const [args, expected] of cases) await assertWrongUsage(["run", ...args], [expected]);
});
