/** How a trial fails, and what it says then. */
import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { ECONNRESET, EPIPE } from "../../ffi/errno.ts";
import { timeoutText } from "../../trial/crew.ts";
import { requireSuccess } from "../../trial/end_report.ts";
import type { EndFailure, EndReport, Job, ModeShare } from "../../trial/job.ts";
import { type Schedule, singleWindow } from "../../trial/schedule.ts";
import { failureReason, invalidity } from "../../trial/trial.ts";

const WINDOW_MS = 100;

const SPEC = { modes: ["one-copy", "zero-copy"], schedule: singleWindow(WINDOW_MS), poolDepth: null };

/** An end whose modes saw all of their slices. */
function end({ totalBytes = 640, shares = [{}, {}] }: {
  totalBytes?: number;
  shares?: readonly Partial<ModeShare>[];
} = {}): EndReport {
  const whole = { elapsedNs: WINDOW_MS * 1e6, zeroCopy: null } as ModeShare;
  return {
    connection: 0,
    totalBytes,
    shares: shares.map((share) => ({ ...whole, ...share })),
    sliceOffsets: [],
  };
}

function failed(errno: string | null, text: string): EndFailure {
  return { end: "send", connection: 0, errno, text };
}

Deno.test("a trial fails for its causes; what follows from them is told only where nothing else is", () => {
  const [pipe, reset] = [failed("EPIPE", "a"), failed("ECONNRESET", "b")];
  const [refused, silent] = [failed("ENOPROTOOPT", "c"), failed(null, "timed out: EPIPE")];
  assertEquals(failureReason([{ failures: [] }, { failures: [] }]), null);
  assertEquals(failureReason([{ failures: [pipe, refused] }, { failures: [reset] }]), "c");
  assertEquals(failureReason([{ failures: [refused] }, { failures: [silent] }]), "c; timed out: EPIPE");
  assertEquals(failureReason([{ failures: [pipe, reset] }, { failures: [reset] }]), "a; b");
});

Deno.test("an end whose connection closes inside its window says what that means; other errors have their names", () => {
  const job = { spec: { modes: ["one-copy"], rx: "recv" }, end: "receive", connection: 0 } as unknown as Job;
  const words = (errno: number) => assertThrows(() => requireSuccess(-errno, "receiver", job), Error).message;
  assertStringIncludes(words(EPIPE), "(recv): the other end closed the connection inside this end's window");
  assertEquals(words(ECONNRESET), "receiver of connection 0 (recv): ECONNRESET");
});

Deno.test("a trial whose counts agree is valid", () => {
  assertEquals(invalidity(SPEC, [end()], [end()]), undefined);
});

Deno.test("bytes that were sent and not received make a trial invalid", () => {
  assertStringIncludes(
    invalidity(SPEC, [end()], [end({ totalBytes: 639 })]) ?? "",
    "640 bytes were sent but 639",
  );
});

Deno.test("zero-copy sends without their completion make a trial invalid, and the mode is named", () => {
  const counts = { sends: 5, completions: 5, copied: 0, fallbacks: 0, enobufs: 0, drainMs: 0 };
  const zeroCopy = { ...counts, completionTimes: [] };
  const reasonOf = (completions: number) =>
    invalidity(SPEC, [end({ shares: [{}, { zeroCopy: { ...zeroCopy, completions } }] })], [end()]);
  assertEquals(reasonOf(5), undefined);
  assertStringIncludes(reasonOf(4) ?? "", "5 zero-copy sends of zero-copy but 4 completions");
});

Deno.test("a thread that saw hardly any of a mode makes a trial invalid, however many bytes it counted", () => {
  const late = end({ shares: [{}, { elapsedNs: 4e6 }] });
  const sliced: Schedule = { rounds: 10, washoutMs: 1, sliceMs: 10, tailMs: 1 };
  for (const [tx, rx] of [[late, end()], [end(), late]] as const) {
    assertStringIncludes(invalidity(SPEC, [tx], [rx]) ?? "", "saw only 4.0 ms of the window of 100 ms");
    const reason = invalidity({ ...SPEC, schedule: sliced }, [tx], [rx]) ?? "";
    assertStringIncludes(reason, "saw only 4.0 ms of 10 slices of zero-copy");
  }
});

Deno.test("where messages are checked and not timed, it does not matter how much of the window was seen", () => {
  const late = end({ shares: [{ elapsedNs: 0 }, { elapsedNs: 0 }] });
  assertEquals(invalidity({ ...SPEC, poolDepth: 2 }, [late], [late]), undefined);
});

Deno.test("a time-out names the end that was waited for, how many more, and how long", () => {
  const sender = { end: "send", connection: 3 } as const,
    receiver = { end: "receive", connection: 0 } as const;
  assertEquals(
    timeoutText([sender], 60_000),
    "timed out: the sender of connection 3 had not finished 60 s after the planned end of the trial",
  );
  assertEquals(
    timeoutText([receiver, sender, sender], 5000),
    "timed out: the receiver of connection 0 and 2 more ends had not finished 5 s after the planned end of the trial",
  );
});
