import { assertEquals, assertThrows } from "@std/assert";
import { AF_INET6 } from "../../ffi/constants.ts";
import { SOCKADDR_IN6 } from "../../ffi/structs.ts";
import { accept, connect, listen, socketAddress, tcpSocket } from "../../net/socket.ts";

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
