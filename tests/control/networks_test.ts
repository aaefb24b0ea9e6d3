/** Networks that forget, swallow and cut connections, and clients that die on them: `serve` and sweeps as processes. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { libc } from "../../ffi/libc.ts";
import { NativeMemory } from "../../ffi/memory.ts";
import { Socket, tcpSocket } from "../../net/socket.ts";
import { VethPair } from "../../net/veth.ts";
import { withoutRedone } from "../../results/redone.ts";
import { hasWarning } from "../../results/warnings.ts";
import { execute, rowsIn, untilRows, withDirectory } from "../cli/program.ts";
import { RoutedHosts, whyNoRoutedHosts } from "../net/routed_hosts.ts";
import { present } from "../present.ts";
import { until } from "../waiting.ts";
import { ServerProcess, startSweepTo, sweepTo } from "./processes.ts";

const obstacle = await whyNoRoutedHosts();
if (obstacle !== null) console.log(`routers between two hosts are not tested: ${obstacle}`);

const env = { NETIO_TOKEN: "correct-horse" };
const ONE_CELL = ["--modes", "one-copy", "--sizes", "4Ki", "--threads", "1", "--no-plots", "--no-report"];

function routedTest(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, ignore: obstacle !== null, fn });
}

function serveOn(hosts: RoutedHosts, options: readonly string[] = []): Promise<ServerProcess> {
  return ServerProcess.start(options, { address: hosts.serverAddress, namespace: hosts.path("server"), env });
}

/** A router that forgets connections after a few idle seconds, and drops what it does not know. */
async function forget(hosts: RoutedHosts, afterS: number): Promise<void> {
  await hosts.filter("near", [
    "add chain ip netio known { type filter hook forward priority 0; policy drop; }",
    "add rule ip netio known ct state established accept",
    "add rule ip netio known tcp flags & (syn|ack) == syn accept",
    "add chain ip netio translated { type nat hook postrouting priority 100; }",
    "add rule ip netio translated oifname to-far masquerade",
  ]);
  const conntrack = "net.netfilter.nf_conntrack_tcp_";
  await hosts.run("near", [
    "sysctl",
    "-qw",
    `${conntrack}timeout_established=${afterS}`,
    `${conntrack}loose=0`,
  ]);
}

routedTest("a router that forgets idle connections after 4 s loses no trial of 6 s", async () => {
  using hosts = await RoutedHosts.create();
  await forget(hosts, 4);
  await using server = await serveOn(hosts);
  const long = ["--warmup", "500ms", "--duration", "5500ms", "--repeats", "1", "--timeout", "5s"];
  const { code, rows, stderr } = await sweepAcross(hosts, server, [...ONE_CELL, ...long]);
  assertEquals([code, rows.map(({ status }) => status)], [0, ["ok"]], stderr);
  assertStringIncludes(rows.at(0)!.warnings!, "middlebox (the client 198.18.1.2 is seen as 198.18.3.1)");
});

/** A router that tells nobody that a packet was too long. */
async function swallow(hosts: RoutedHosts, router: "near" | "far"): Promise<void> {
  await hosts.filter(router, [
    "add chain ip netio mute { type filter hook output priority 0; }",
    "add rule ip netio mute icmp type destination-unreachable drop",
  ]);
}

const SWALLOWED = {
  far: "short messages pass both ways, but its long ones do not come",
  near: "its messages come, but this end's long ones do not arrive there",
} as const;

routedTest(
  "routers that swallow long packets, either way, are told of, and --mss at either end gets by",
  async () => {
    await Promise.all(
      Object.entries(SWALLOWED).map(async ([router, words]) => {
        using hosts = await RoutedHosts.create({ hostMtuBytes: 9000, middleMtuBytes: 1500 });
        await swallow(hosts, router as keyof typeof SWALLOWED);
        const sweep = (server: ServerProcess, options: readonly string[] = []) =>
          sweepAcross(hosts, server, [...ONE_CELL, "--duration", "100ms", "--repeats", "1", ...options]);
        {
          await using server = await serveOn(hosts);
          const lost = await sweep(server);
          assertEquals([lost.code, lost.rows], [1, []]);
          assertStringIncludes(lost.stderr, `${words}: something on the way drops long packets`);
          assertStringIncludes(lost.stderr, "try --mss 1400, here or with netio serve");
          const { code, rows, stderr } = await sweep(server, ["--mss", "1400"]);
          assertEquals([code, rows.length], [0, 1], stderr);
        }
        await using server = await serveOn(hosts, ["--mss", "1400"]);
        const { code, rows, stderr } = await sweep(server);
        assertEquals([code, rows.length], [0, 1], stderr);
        for (const { mss, warnings } of rows) {
          assert(present(mss) <= 1400, `MSS ${mss}`);
          assert(!warnings?.includes("middlebox"), `routers alone: ${warnings}`);
        }
      }),
    );
  },
);

function sweepAcross(hosts: RoutedHosts, server: ServerProcess, options: readonly string[]) {
  return withDirectory(async (directory) => {
    const run = await sweepTo(server.where, directory, options, { namespace: hosts.path("client"), env });
    return { ...run, rows: withoutRedone(rowsIn(directory)) };
  });
}

routedTest(
  "a client whose control connection a firewall resets takes over from itself and goes on",
  async () => {
    using hosts = await RoutedHosts.create();
    await using server = await serveOn(hosts);
    await withDirectory(async (directory) => {
      const window = ["--warmup", "50ms", "--duration", "400ms", "--repeats", "12", "--timeout", "30s"];
      const options = [...ONE_CELL, ...window];
      const place = { namespace: hosts.path("client"), env };
      const client = startSweepTo(server.where, directory, options, place);
      await untilRows(client, directory);
      const [, port] = /port (\d+): connected/.exec(server.log) ?? [];
      await hosts.filter("near", [
        "add chain ip netio cut { type filter hook forward priority 0; }",
        `add rule ip netio cut tcp sport ${port} reject with tcp reset`,
        `add rule ip netio cut tcp dport ${port} drop`,
      ]);
      const { code, stderr } = await client.output();
      const said = new TextDecoder().decode(stderr);
      const statuses = rowsIn(directory).map(({ status }) => status);
      assertEquals([statuses.filter((status) => status === "ok").length, code], [12, 0], said);
      assert(statuses.length <= 13, said); // and tried once more at the end
      assertStringIncludes(server.log, "the client has reconnected");
    });
  },
);

Deno.test("a client that hangs is let go within seconds, in the middle of a trial too", async () => {
  await using server = await ServerProcess.start();
  await withDirectory(async (directory) => {
    const long = [...ONE_CELL, "--warmup", "50ms", "--duration", "5s", "--repeats", "50"];
    const client = startSweepTo(server.where, directory, long);
    try {
      await until("it is served", () => server.log.includes("connected"));
      client.kill("SIGSTOP");
      await until("it is let go", () => server.log.includes("the client sent no heartbeat for 10 s"));
      await withDirectory(async (next) => {
        const { stderr } = await sweepTo(server.where, next);
        assert(rowsIn(next).length > 0, `the next client was not served: ${stderr}`);
      });
    } finally {
      client.kill("SIGKILL");
      await client.output();
    }
  });
});

/** ETHTOOL_SSG, as `ethtool -K IFACE sg off`; linux/ethtool.h. */
const SET_SCATTER_GATHER = 0x19;
const [AF_PACKET, SOCK_RAW, ALL_PROTOCOLS_NET] = [17, 3, 0x0300];

routedTest(
  "a sender without scatter-gather copies, whatever completions say, and a tap is said",
  async () => {
    using hosts = await RoutedHosts.create();
    using _tap = hosts.inside("client", () => {
      using request = new NativeMemory(128);
      request.bytes.set(new TextEncoder().encode("to-near"));
      request.view.setBigUint64(16, request.address + 64n, true);
      request.view.setUint32(64, SET_SCATTER_GATHER, true);
      using socket = tcpSocket();
      assertEquals(libc().ioctl(socket.fd, 0x8946n, request.address), 0);
      return new Socket(libc().socket(AF_PACKET, SOCK_RAW, ALL_PROTOCOLS_NET));
    });
    await using server = await serveOn(hosts);
    const cell = ONE_CELL.map((word) => word === "one-copy" ? "zero-copy" : word);
    const options = [...cell, "--duration", "200ms", "--direction", "client", "--repeats", "1"];
    const { rows: [row], stderr } = await sweepAcross(hosts, server, options);
    assertEquals([row?.status, row?.effective_copy], ["ok", "copied"], stderr);
    for (
      const words of [
        "offload-off (scatter-gather",
        "scatter-gather is off on to-near",
        "packet-tap (1 packet socket)",
      ]
    ) {
      assertStringIncludes(row!.warnings!, words);
    }
  },
);

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

const lossObstacle = await whyNoLoss();
if (lossObstacle !== null) console.log(`the test of packet loss is skipped: ${lossObstacle}`);

Deno.test({
  name: `with ${LOST_PCT} % of the server's packets lost a sweep ends in order, and its rows tell`,
  ignore: lossObstacle !== null,
  fn: async () => {
    using pair = await VethPair.create({ mtuBytes: null, netem: null });
    await using server = await ServerProcess.start(["--insecure"], {
      address: pair.address,
      namespace: pair.serverPath,
    });
    assertEquals(await loseSome(pair.clientPath), null);
    await withDirectory(async (directory) => {
      const window = ["--repeats", "2", "--warmup", "200ms", "--duration", "1s", "--timeout", "30s"];
      const { code, stderr } = await sweepTo(server.where, directory, [...ONE_CELL, ...window], {
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
