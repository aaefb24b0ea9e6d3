import { assertEquals, assertThrows } from "@std/assert";
import { parseHostPort } from "../../cli/options/trial_values.ts";
import { ValueError } from "../../cli/options/values.ts";
import { withInterfaceNumber, withOwnScope } from "../../net/link_scope.ts";

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
