/**
 * Options of a socket that Deno listens on; what it accepts inherits them. Deno does not expose its descriptor, so that
 * is found among this process's own, by its port.
 */
import { IPPROTO_TCP, SO_ACCEPTCONN, SOL_SOCKET, TCP_MAXSEG } from "../ffi/constants.ts";
import { keepAlive } from "./keepalive.ts";
import { getOption, localPort, setOption, Socket } from "./socket.ts";

const OWN_FILES = "/proc/self/fd";

/**
 * Sets keepalive and, unless `null`, TCP_MAXSEG.
 *
 * @throws Error where the socket can't be found, or the kernel refuses the segment size
 */
export function tuneListener({ addr: { port } }: Deno.TcpListener, mssBytes: number | null): void {
  const fd = [...Deno.readDirSync(OWN_FILES)].map(({ name }) => Number(name)).find((fd) =>
    listensAt(fd, port)
  );
  if (fd === undefined) throw new Error(`the socket that listens on port ${port} is not in ${OWN_FILES}`);
  const socket = new Socket(fd);
  keepAlive(socket);
  if (mssBytes !== null) setOption(socket, IPPROTO_TCP, TCP_MAXSEG, "TCP_MAXSEG", mssBytes);
}

function listensAt(fd: number, port: number): boolean {
  try {
    if (!Deno.readLinkSync(`${OWN_FILES}/${fd}`).startsWith("socket:")) return false;
  } catch {
    return false; // the directory's own descriptor, closed by now
  }
  const socket = new Socket(fd);
  return getOption(socket, SOL_SOCKET, SO_ACCEPTCONN, "SO_ACCEPTCONN") !== 0 && localPort(socket) === port;
}
