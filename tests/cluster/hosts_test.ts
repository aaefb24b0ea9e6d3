import { assertEquals, assertThrows } from "@std/assert";
import {
  HostsError,
  hostText,
  pairName,
  parseHostFile,
  parseHosts,
  requirePairs,
  withAddresses,
} from "../../cluster/hosts.ts";

const host = (name: string, address = name) => ({ name, address });

Deno.test("a list of hosts, with addresses where they have others", () => {
  assertEquals(parseHosts("n1, n2=10.0.0.2,n3=fe80::1%eth0"), [
    host("n1"),
    host("n2", "10.0.0.2"),
    host("n3", "fe80::1%eth0"),
  ]);
  assertEquals(parseHosts("n1,n2=10.0.0.2").map(hostText), ["n1", "n2=10.0.0.2"]);
});

Deno.test("a file of hosts, without comments and blank lines", () => {
  const text = "# rack 4\n\nn1\n  n2=10.0.0.2   # slow\n\t\nn3.example\n";
  assertEquals(parseHostFile(text, "hosts.txt"), [host("n1"), host("n2", "10.0.0.2"), host("n3.example")]);
});

Deno.test("a wrong host is named with its line", () => {
  const wrong: readonly (readonly [text: string, message: string])[] = [
    ["n1\n\nn2\nn1=10.0.0.1\n", "hosts.txt line 4: n1 is given twice"],
    ["n1 slots=4\n", 'hosts.txt line 1: "n1 slots=4" is not a host name'],
    ["me@n1\n", 'hosts.txt line 1: "me@n1" is not a host name'],
    ["n1=\n", 'hosts.txt line 1: "n1=": the address after ='],
    ["../n1\n", 'hosts.txt line 1: "../n1" is not a host name'],
  ];
  for (const [text, message] of wrong) {
    assertThrows(() => parseHostFile(text, "hosts.txt"), HostsError, message);
  }
  assertThrows(() => parseHosts("n1,n1"), HostsError, "n1 is given twice");
  assertThrows(() => parseHosts("n1,-oProxyCommand=x"), HostsError, "is not a host name");
});

Deno.test("addresses by a pattern", () => {
  assertEquals(withAddresses([host("n1"), host("n2", "10.0.0.2")], "%h-ib0"), [
    host("n1", "n1-ib0"),
    host("n2", "n2-ib0"),
  ]);
});

Deno.test("two pairs that would share a directory are refused, and one host alone", () => {
  const pairs = [{ first: host("a-b"), second: host("c") }, { first: host("a"), second: host("b-c") }];
  assertEquals(pairs.map(pairName), ["a-b-c", "a-b-c"]);
  assertThrows(() => requirePairs(pairs, 4), HostsError, "would share the directory a-b-c");
  assertThrows(() => requirePairs([], 1), HostsError, "name two or more");
});
