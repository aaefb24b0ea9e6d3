/** A fresh network namespace, as a container or `unshare --net` gives it: its loopback interface is down. */
import { assert, assertEquals } from "@std/assert";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { whyNoNamespaces } from "../net/namespaces.ts";
import { execute, netioCommand, withDirectory } from "../cli/program.ts";

const obstacle = await whyNoNamespaces();
if (obstacle !== null) console.log(`a loopback interface that is down is not tested: ${obstacle}`);

Deno.test({
  name: "where lo is down, sweep, run and --connect say so once, before anything is begun",
  ignore: obstacle !== null,
  fn: () =>
    withDirectory(async (directory) => {
      const out = join(directory, "r");
      const cases = [
        ["sweep", "--sizes", "4Ki", "--repeats", "2", "--out", out],
        ["run", "--sizes", "4Ki"],
        ["sweep", "--connect", "127.0.0.1:5201", "--out", out],
        ["sweep", "--connect", "[::1]:5201", "--out", out],
      ];
      for (const args of cases) {
        const { code, stdout, stderr } = await execute(["unshare", "--net", ...netioCommand(args)]);
        assertEquals([code, stdout], [1, ""], stderr);
        assertEquals(stderr.split("ip link set lo up").length, 2, stderr);
        assertEquals(stderr.trimEnd().split("\n").length, 1, stderr);
        assert(!existsSync(out), "a result set was begun");
      }
    }),
});
