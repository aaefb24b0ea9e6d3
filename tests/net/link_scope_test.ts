import { assertEquals, assertThrows } from "@std/assert";
import { parseHostPort, ValueError } from "../../cli/options/values.ts";
import { withScope } from "../../net/link_scope.ts";

const INTERFACES = [
  { name: "lo", address: "::1", scopeid: 0 },
  { name: "eth0", address: "fe80::1", scopeid: 2 },
  { name: "eth0.5", address: "fe80::1", scopeid: 3 },
  { name: "eth1", address: "fe80::2", scopeid: 4 },
];
const scoped = (address: string, local: string, asked?: string) =>
  withScope(address, local, asked, INTERFACES);

Deno.test("a link-local address gets the number of the interface that has the connection's near end", () => {
  assertEquals(scoped("fe80::9", "fe80::2"), "fe80::9%4");
  assertEquals(scoped("fe80::9", "fe80::2", "far.example"), "fe80::9%4");
});

Deno.test("other addresses stay as they are", () => {
  for (const address of ["127.0.0.1", "::1", "2001:db8::7", "::ffff:192.0.2.7", "fe8::1"]) {
    assertEquals(scoped(address, address), address);
  }
});

Deno.test("of interfaces with one address the one counts that the user named; without, they are told apart", () => {
  assertEquals(scoped("fe80::9", "fe80::1", "fe80::9%eth0.5"), "fe80::9%3");
  assertEquals(scoped("fe80::9", "fe80::1", "fe80::9%2"), "fe80::9%2");
  assertThrows(
    () => scoped("fe80::9", "fe80::1"),
    Error,
    "eth0 and eth0.5 have the same link-local address fe80::1, so it names no link: connect to an address",
  );
});

Deno.test("an interface that is gone is named by the address it had", () => {
  assertThrows(() => scoped("fe80::9", "fe80::7"), Error, "no interface has the link-local address fe80::7");
});

Deno.test("on the command line a link-local address comes with its interface, any other without", () => {
  const host = (text: string) => parseHostPort(text).hostname;
  assertEquals(host("[fe80::7%eth0.5]:5201"), "fe80::7%eth0.5");
  assertEquals(["[2001:db8::7]:1", "[fe8::7]:1", "node2:1"].map(host), ["2001:db8::7", "fe8::7", "node2"]);
  for (const text of ["[fe80::7]:5201", "[2001:db8::7%eth0]:5201"]) {
    assertThrows(() => host(text), ValueError, "names its interface, and only that does");
  }
  for (const text of ["[fe80::7%]:1", "[fe80::7%a b]:1", "[%eth0]:1", "node2%eth0:x"]) {
    assertThrows(() => host(text), ValueError, "allowed is HOST:PORT");
  }
});
