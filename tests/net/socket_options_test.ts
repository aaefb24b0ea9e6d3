import { assertEquals, assertThrows } from "@std/assert";
import { LocalConnections } from "../../net/connections.ts";
import { bytesText } from "../../results/number_text.ts";
import { inForce, readSettings, type SocketOptions } from "../../net/socket_options.ts";

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
