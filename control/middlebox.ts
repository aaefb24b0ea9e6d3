/**
 * Whether a middlebox between two hosts terminates or translates their data connections: then the address that one end
 * has is not the one that the other end sees. A proxy affects every row, so rows say that there may be one.
 */
import { z } from "zod";
import type { ConnectionNames, Endpoint } from "../net/socket.ts";
import { plainText } from "./plain_text.ts";

const ADDRESS_MAX = 64;

const endpoint: z.ZodType<Endpoint> = z.strictObject({
  address: plainText(ADDRESS_MAX),
  port: z.int().min(0).max(65535),
});

export const connectionNamesSchema: z.ZodType<ConnectionNames> = z.strictObject({
  own: endpoint,
  peer: endpoint,
});

/**
 * What differs, in words; `null` where both ends see the same connection.
 *
 * @param client the names of a connection at the client's end
 * @param server those of the same connection at the server's end
 */
export function middleboxBetween(client: ConnectionNames, server: ConnectionNames): string | null {
  return difference("client", client.own, server.peer) ?? difference("server", server.own, client.peer);
}

function difference(who: string, own: Endpoint, seen: Endpoint): string | null {
  if (own.address !== seen.address) return `the ${who} ${own.address} is seen as ${seen.address}`;
  return own.port === seen.port ? null : `the ${who}'s port is seen as another one`;
}
