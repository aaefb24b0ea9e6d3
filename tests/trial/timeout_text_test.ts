import { assertEquals } from "@std/assert";
import { timeoutText } from "../../trial/crew.ts";

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
