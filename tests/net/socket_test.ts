import { assertEquals, assertThrows } from "@std/assert";
import { parseHostPort } from "../../cli/options/trial_values.ts";
import { ValueError } from "../../cli/options/values.ts";
import { AF_INET6 } from "../../ffi/constants.ts";
import { SOCKADDR_IN6 } from "../../ffi/structs.ts";
import { LocalConnections } from "../../net/connections.ts";
import { withInterfaceNumber, withOwnScope } from "../../net/link_scope.ts";
import { accept, connect, listen, socketAddress, tcpSocket } from "../../net/socket.ts";
import { inForce, readSettings, type SocketOptions } from "../../net/socket_options.ts";
import { bytesText } from "../../results/number_text.ts";

function scopeOf(host: string): number {
  return new DataView(socketAddress(host, 80).buffer).getUint32(SOCKADDR_IN6.scope_id, true);
}

Deno.test("the number behind the % of an IPv6 address is its scope; without one there is none", () => {
  assertEquals(["fe80::1%7", "fe80::1%4294967295", "fe80::1", "::1"].map(scopeOf), [7, 2 ** 32 - 1, 0, 0]);
});

Deno.test("what is no address, or has a scope that is no number, is refused in its own words", () => {
  for (const host of ["", "node2", "1.2.3", "fe80::1%", "fe80::1%eth0", "fe80::1%1%2", "127.0.0.1%1", ":"]) {
    assertThrows(() => socketAddress(host, 80), Error, `"${host}" is not an IP address`);
  }
});

const linkLocal = Deno.networkInterfaces().find(({ address }) => address.startsWith("fe80:"));
if (linkLocal === undefined) {
  console.log("a link-local connection is not tested: no interface has such an address");
}

Deno.test({
  name: "a connection to this machine's own link-local address comes about",
  ignore: linkLocal === undefined,
  fn() {
    const host = `${linkLocal!.address}%${linkLocal!.scopeid}`;
    using listener = tcpSocket(AF_INET6);
    const port = listen(listener, socketAddress(host, 0), 1);
    using rx = tcpSocket(AF_INET6);
    connect(rx, socketAddress(host, port));
    using _tx = accept(listener);
  },
});

function settingsOf(options: Partial<SocketOptions>) {
  using connections = new LocalConnections(1, { congestion: "system", ...options });
  const { tx, rx } = connections.pairs[0]!;
  return inForce({ send: readSettings(tx), receive: readSettings(rx) });
}

Deno.test("TCP_NODELAY is set on the sending end as asked for", () => {
  assertEquals(settingsOf({ nodelay: "on" }).nodelay, "on");
  assertEquals(settingsOf({ nodelay: "off" }).nodelay, "off");
  assertEquals(settingsOf({ nodelay: null }), settingsOf({}), "what is not asked for is left alone");
});

Deno.test("buffer sizes are read back doubled, as the kernel keeps them", () => {
  const { sndbuf, rcvbuf } = settingsOf({ sndbufBytes: 65536, rcvbufBytes: 32768 });
  assertEquals([sndbuf, rcvbuf], [131072, 65536]);
});

Deno.test("the segment size is at most what was asked for", () => {
  assertEquals(settingsOf({ mssBytes: 1000 }).mss <= 1000, true);
  assertEquals(settingsOf({ mssBytes: 1000 }).mss >= 1000 - 40, true);
});

Deno.test("a buffer beyond the kernel's limit is refused by name, with the limit", () => {
  const limit = Number(Deno.readTextFileSync("/proc/sys/net/core/wmem_max"));
  const error = assertThrows(
    () => settingsOf({ sndbufBytes: 2 * limit }),
    Error,
    `--sndbuf ${bytesText(2 * limit)}`,
  );
  assertEquals(error.message.includes(`allows ${bytesText(limit)}: raise net.core.wmem_max`), true);
});

Deno.test("an option that the kernel refuses names the call", () => {
  assertThrows(() => settingsOf({ mssBytes: 12 }), Error, "TCP_MAXSEG");
});

const INTERFACES = [
  { name: "lo", address: "::1", scopeid: 0 },
  { name: "eth0", address: "fe80::1", scopeid: 2 },
  { name: "eth0.5", address: "fe80::1", scopeid: 3 },
  { name: "eth1", address: "fe80::2", scopeid: 4 },
];
const own = (address: string) => withOwnScope(address, INTERFACES);
const far = (address: string) => withInterfaceNumber(address, INTERFACES);

Deno.test("a link-local address of this host's own gets the number of the interface that has it", () => {
  assertEquals(own("fe80::2"), "fe80::2%4");
});

Deno.test("a far one gets the number of the interface that the user named", () => {
  assertEquals(["fe80::9%eth0.5", "fe80::9%eth1", "fe80::9%7"].map(far), [
    "fe80::9%3",
    "fe80::9%4",
    "fe80::9%7",
  ]);
  for (const zone of ["eth9", "lo"]) {
    assertThrows(
      () => far(`fe80::9%${zone}`),
      Error,
      `there is no interface ${zone} with a link-local address`,
    );
  }
});

Deno.test("other addresses stay as they are", () => {
  for (const address of ["127.0.0.1", "::1", "2001:db8::7", "::ffff:192.0.2.7", "fe8::1"]) {
    assertEquals([own(address), far(address)], [address, address]);
  }
});

Deno.test("interfaces with one link-local address are told apart", () => {
  assertThrows(
    () => own("fe80::1"),
    Error,
    "eth0 and eth0.5 have the same link-local address fe80::1, so it names no link: connect to an address",
  );
});

Deno.test("an interface that is gone is named by the address it had", () => {
  assertThrows(() => own("fe80::7"), Error, "no interface has the link-local address fe80::7");
});

Deno.test("on the command line a link-local address comes with its interface, any other without", () => {
  const host = (text: string) => parseHostPort(text).hostname;
  assertEquals(host("[fe80::7%eth0.5]:5201"), "fe80::7%eth0.5");
  assertEquals(["[2001:db8::7]:1", "[fe8::7]:1", "node2:1"].map(host), ["2001:db8::7", "fe8::7", "node2"]);
  for (const text of ["[fe80::7]:5201", "[2001:db8::7%eth0]:5201"]) {
    assertThrows(() => host(text), ValueError, "needs its interface, and no other address takes one");
  }
  for (const text of ["[fe80::7%]:1", "[fe80::7%a b]:1", "[%eth0]:1", "node2%eth0:x"]) {
    assertThrows(() => host(text), ValueError, "expected HOST:PORT");
  }
});
