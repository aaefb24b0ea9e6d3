/**
 * The connections of a trial whose two ends are in this process: the accepted (server) side sends, the connecting
 * (client) side receives. Workers use the descriptors; the maker of the pairs closes them.
 */
import { accept, connect, listen, type Socket, socketAddress, tcpSocket } from "./socket.ts";
import { applyOptions, type SocketOptions } from "./socket_options.ts";

/** The two ends of one connection. */
interface ConnectionPair {
  readonly tx: Socket;
  readonly rx: Socket;
}

/**
 * Where the two sides are. A socket belongs for good to the network namespace that its thread was in when it was
 * made, so being inside one is needed for that moment only.
 */
export interface ConnectionPlaces {
  /** The server's IP address. */
  readonly address: string;
  /** Runs something inside the server's namespace. */
  inServer<T>(make: () => T): T;
  /** The same for the client's. */
  inClient<T>(make: () => T): T;
}

const LOOPBACK: ConnectionPlaces = {
  address: "127.0.0.1",
  inServer: (make) => make(),
  inClient: (make) => make(),
};

/** Connections within this process; closed together by `using`. */
export class LocalConnections implements Disposable {
  readonly pairs: readonly ConnectionPair[];
  readonly #held: DisposableStack;

  /**
   * @param count connections to make
   * @throws SyscallError naming the call that failed, or an Error for an option that is refused
   */
  constructor(count: number, options: SocketOptions, places = LOOPBACK) {
    using made = new DisposableStack();
    using listener = places.inServer(() => tcpSocket());
    applyOptions(listener, options);
    const port = listen(listener, socketAddress(places.address, 0), count);
    this.pairs = Array.from({ length: count }, () => {
      const rx = made.use(places.inClient(() => tcpSocket()));
      applyOptions(rx, options);
      connect(rx, socketAddress(places.address, port));
      return { rx, tx: made.use(accept(listener)) };
    });
    this.#held = made.move();
  }

  /** Frees every thread that is blocked on one of the sockets. */
  shutdown(): void {
    for (const { tx, rx } of this.pairs) {
      tx.shutdown();
      rx.shutdown();
    }
  }

  [Symbol.dispose](): void {
    this.#held.dispose();
  }
}
