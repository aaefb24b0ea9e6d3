/**
 * Which transmit modes and receive strategies this kernel refuses: each is opened on a connection over loopback, and closed
 * again.
 */
import { Payload } from "../modes/payload.ts";
import { modeById } from "../modes/registry.ts";
import { LocalConnections } from "../net/connections.ts";
import { receiveStrategyById } from "../receive/registry.ts";
import { errorText } from "../results/words.ts";

/** A mode or a receive strategy that can't be opened here, and why, in one sentence. */
export interface Refusal {
  /** Of the mode or the strategy. */
  readonly id: string;
  readonly reason: string;
}

const MESSAGE_BYTES = 4096, ALIGN_BYTES = 4096;

/**
 * Tries modes.
 *
 * @throws SyscallError where there is no connection over loopback to try them on
 */
export function refusedModes(modes: readonly string[]): Refusal[] {
  using connections = new LocalConnections(1, { congestion: "system" });
  const { fd } = connections.pairs[0]!.tx;
  return modes.map(modeById).flatMap(({ id, open }) =>
    refusalOf(id, () => {
      using payload = new Payload(MESSAGE_BYTES, ALIGN_BYTES, 0);
      open(fd, payload)[Symbol.dispose]();
    })
  );
}

/**
 * Tries receive strategies.
 *
 * @throws SyscallError where there is no connection over loopback to try them on
 */
export function refusedStrategies(strategies: readonly string[]): Refusal[] {
  using connections = new LocalConnections(1, { congestion: "system" });
  const { fd } = connections.pairs[0]!.rx;
  const message = { messageBytes: MESSAGE_BYTES, alignBytes: ALIGN_BYTES, payloadSeed: 0 };
  return strategies.map(receiveStrategyById).flatMap(({ id, open }) =>
    refusalOf(id, () => open(fd, message)[Symbol.dispose]())
  );
}

function refusalOf(id: string, attempt: () => void): Refusal[] {
  try {
    attempt();
    return [];
  } catch (error) {
    return [{ id, reason: errorText(error) }];
  }
}

/** `uring-send, uring-zero-copy: io_uring_setup failed: …`, one line for all that are refused for one reason. */
export function refusalLines(refusals: readonly Refusal[]): string[] {
  return [...Map.groupBy(refusals, ({ reason }) => reason)].map(([reason, of]) =>
    `${of.map(({ id }) => id).join(", ")}: ${reason}`
  );
}
