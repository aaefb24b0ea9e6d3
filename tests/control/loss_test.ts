import { withoutRedone } from "../../results/redone.ts";
import { assert, assertEquals } from "@std/assert";
import { VethPair } from "../../net/veth.ts";
import { execute, rowsIn, withDirectory } from "../cli/program.ts";
import { ServerProcess, sweepTo } from "./processes.ts";
import { present } from "../present.ts";
import { hasWarning } from "../../results/warnings.ts";

/** Many in a second, but hardly ever so many in a row that the server no longer waits for a hello. */
const LOST_PCT = 10;

/** Lets the kernel drop a share of the TCP packets that come in; the reason when it can't. */
async function loseSome(namespace: string): Promise<string | null> {
  const rules = [
    "add table inet netio",
    "add chain inet netio input { type filter hook input priority 0; }",
    `add rule inet netio input meta l4proto tcp numgen random mod 100 < ${LOST_PCT} drop`,
  ];
  try {
    const command = ["nsenter", `--net=${namespace}`, "nft", rules.join("; ")];
    const { code, stderr } = await execute(command);
    return code === 0 ? null : stderr.trim();
  } catch (error) {
    return String(error);
  }
}

async function whyNoLoss(): Promise<string | null> {
  try {
    using pair = await VethPair.create({ mtuBytes: null, netem: null });
    return await loseSome(pair.serverPath);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const obstacle = await whyNoLoss();
if (obstacle !== null) console.log(`the test of packet loss is skipped: ${obstacle}`);

Deno.test({
  name: `with ${LOST_PCT} % of the server's packets lost a sweep ends in order, and its rows tell`,
  ignore: obstacle !== null,
  fn: async () => {
    using pair = await VethPair.create({ mtuBytes: null, netem: null });
    await using server = await ServerProcess.start(["--insecure"], {
      address: pair.address,
      namespace: pair.serverPath,
    });
    assertEquals(await loseSome(pair.clientPath), null);
    await withDirectory(async (directory) => {
      const cells = ["--sizes", "4Ki", "--threads", "1", "--modes", "one-copy", "--repeats", "2"];
      const window = [
        "--warmup",
        "200ms",
        "--duration",
        "1s",
        "--timeout",
        "30s",
        "--no-plots",
        "--no-report",
      ];
      const { code, stderr } = await sweepTo(server.where, directory, [...cells, ...window], {
        namespace: pair.clientPath,
      });
      const rows = withoutRedone(rowsIn(directory));
      assertEquals(rows.length, 2, stderr);
      const measured = rows.filter((row) => row.status === "ok");
      assertEquals(code, measured.length === 2 ? 0 : 1, stderr);
      assert(measured.length > 0, `not one trial came through: ${stderr}`);
      assert(measured.some((row) => present(row.retransmits) > 0), "a loss that was not seen");
      assertEquals(measured.filter((row) => hasWarning(row, "reordered")), [], "a loss is no reordering");
    });
  },
});
