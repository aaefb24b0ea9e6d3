/**
 * Keepalive: routers that translate addresses, and firewalls, forget a connection on which nothing has passed for a
 * while, some after seconds, and drop what comes later. What the kernel sends for this costs neither thread nor window.
 *
 * Source: tcp(7); RFC 9293, section 3.8.4.
 */
import {
  IPPROTO_TCP,
  SO_KEEPALIVE,
  SOL_SOCKET,
  TCP_KEEPCNT,
  TCP_KEEPIDLE,
  TCP_KEEPINTVL,
} from "../ffi/constants.ts";
import { setOption, type Socket } from "./socket.ts";

const IDLE_S = 2;
const INTERVAL_S = 2;
const PROBES = 5;

/** Has the kernel ask the peer whether it is there, whenever nothing has passed for 2 s. Accepted sockets inherit it. */
export function keepAlive(socket: Socket): void {
  setOption(socket, SOL_SOCKET, SO_KEEPALIVE, "SO_KEEPALIVE", 1);
  setOption(socket, IPPROTO_TCP, TCP_KEEPIDLE, "TCP_KEEPIDLE", IDLE_S);
  setOption(socket, IPPROTO_TCP, TCP_KEEPINTVL, "TCP_KEEPINTVL", INTERVAL_S);
  setOption(socket, IPPROTO_TCP, TCP_KEEPCNT, "TCP_KEEPCNT", PROBES);
}
