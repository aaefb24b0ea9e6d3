import { assertEquals, assertStringIncludes } from "@std/assert";
import type { EndFailure, EndReport } from "../../trial/job.ts";
import { failureReason, invalidity } from "../../trial/trial.ts";

const WINDOW_MS = 100;

function end(changes: Partial<EndReport> = {}): EndReport {
  return {
    connection: 0,
    elapsedNs: WINDOW_MS * 1e6,
    totalBytes: 640,
    zeroCopy: null,
    ...changes,
  } as EndReport;
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

Deno.test("a trial whose counts agree is valid", () => {
  assertEquals(invalidity([end()], [end()], WINDOW_MS), undefined);
});

Deno.test("bytes that were sent and not received make a trial invalid", () => {
  assertStringIncludes(
    invalidity([end()], [end({ totalBytes: 639 })], WINDOW_MS) ?? "",
    "640 bytes were sent but 639",
  );
});

Deno.test("zero-copy sends without their completion make a trial invalid", () => {
  const zeroCopy = { sends: 5, completions: 4, copied: 0, fallbacks: 0, enobufs: 0, drainMs: 0 };
  const reason = invalidity([end({ zeroCopy } as unknown as Partial<EndReport>)], [end()], WINDOW_MS);
  assertStringIncludes(reason ?? "", "5 zero-copy sends but 4 completions");
});

Deno.test("a thread that saw hardly any of the window makes a trial invalid, however many bytes it counted", () => {
  const late = end({ elapsedNs: 0.04 * WINDOW_MS * 1e6 });
  for (const [tx, rx] of [[late, end()], [end(), late]] as const) {
    assertStringIncludes(invalidity([tx], [rx], WINDOW_MS) ?? "", "saw only 4.0 ms of the window of 100 ms");
  }
});
