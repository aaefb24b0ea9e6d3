import { assertEquals } from "@std/assert";
import { middleboxBetween } from "../../control/middlebox.ts";
import { accept, connect, connectionNames, listen, socketAddress, tcpSocket } from "../../net/socket.ts";

const CLIENT = { address: "192.0.2.1", port: 4000 }, SERVER = { address: "192.0.2.2", port: 5201 };

Deno.test("what the ends of a connection call each other tells whether something stands between them", () => {
  const client = { own: CLIENT, peer: SERVER };
  const seen = (server: Partial<typeof client>) =>
    middleboxBetween(client, { own: SERVER, peer: CLIENT, ...server });
  assertEquals(seen({}), null);
  assertEquals(
    seen({ peer: { address: "198.51.100.7", port: 4000 } }),
    "the client 192.0.2.1 is seen as 198.51.100.7",
  );
  assertEquals(seen({ peer: { ...CLIENT, port: 9 } }), "the client's port is seen as another one");
  assertEquals(
    seen({ own: { address: "10.0.0.2", port: 5201 } }),
    "the server 10.0.0.2 is seen as 192.0.2.2",
  );
});

Deno.test("two sockets of one connection name it alike, and IPv4 within IPv6 is IPv4", () => {
  using listener = tcpSocket();
  const port = listen(listener, socketAddress("127.0.0.1", 0), 1);
  using rx = tcpSocket();
  connect(rx, socketAddress("127.0.0.1", port));
  using tx = accept(listener);
  const names = connectionNames(rx);
  assertEquals(names.peer, { address: "127.0.0.1", port });
  assertEquals(middleboxBetween(names, connectionNames(tx)), null);
});
