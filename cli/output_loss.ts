/**
 * No message on stderr is worth a measurement: a full disk, a reader that is gone or one that doesn't read costs lines
 * of output and nothing else. A file that grows beyond `ulimit -f` fails like one on a full disk; its signal would
 * otherwise end the program silently.
 */
import { isWritable } from "../net/socket.ts";

const STDERR = 2;
/** A reader that takes longer than this for room in the pipe has stopped reading. */
const PATIENCE_MS = 500;

/** From now on console.error drops lines that can't be written, and SIGXFSZ is ignored. */
export function surviveOutputLoss(): void {
  const write = console.error;
  const isPipe = isFifo(STDERR);
  let lost = 0;
  console.error = (...words: unknown[]) => {
    if (isPipe && !hasRoom(lost === 0 ? PATIENCE_MS : 0)) return void lost++;
    try {
      if (lost > 0) write(`(lines that could not be written here: ${lost})`);
      lost = 0;
      write(...words);
    } catch {
      lost++;
    }
  };
  if (Deno.build.os === "linux") Deno.addSignalListener("SIGXFSZ", () => {});
}

function isFifo(fd: number): boolean {
  try {
    return Deno.statSync(`/proc/self/fd/${fd}`).isFifo === true;
  } catch {
    return false;
  }
}

/** Where that can't be found out, only writing shows it. */
function hasRoom(timeoutMs: number): boolean {
  try {
    return isWritable({ fd: STDERR }, timeoutMs);
  } catch {
    return true;
  }
}
