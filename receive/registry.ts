/** The list of receive strategies: a new one is a file and a line here. */
import { recv, recvDiscard, recvMessage } from "./recv.ts";
import { recvFields } from "./recv_fields.ts";
import { recvMapped } from "./recv_mapped.ts";
import { recvmsg } from "./recvmsg.ts";
import type { ReceiveStrategy } from "./strategy.ts";

export const RECEIVE_STRATEGIES: readonly ReceiveStrategy[] = [
  recv,
  recvMessage,
  recvFields,
  recvmsg,
  recvMapped,
  recvDiscard,
];

/** The strategy of an id that is known to be valid. Throws RangeError otherwise. */
export function receiveStrategyById(id: string): ReceiveStrategy {
  const strategy = RECEIVE_STRATEGIES.find((candidate) => candidate.id === id);
  if (strategy === undefined) throw new RangeError(`no receive strategy "${id}"`);
  return strategy;
}
