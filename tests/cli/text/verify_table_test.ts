import { assertEquals } from "@std/assert";
import { verifiedAnswer } from "../../../cli/text/verify_table.ts";
import { measuredTrial } from "../../results/measured_trial.ts";

Deno.test("--verify answers for the messages that it checked, and for none where no trial ran", () => {
  const checked = measuredTrial({ verify: "on", messages: 100 });
  assertEquals(verifiedAnswer([checked]), "every message arrived as it was sent.");
  assertEquals(
    verifiedAnswer([checked, { ...checked, status: "failed" }]),
    "1 of 2 checks failed; see the table.",
  );
  assertEquals(verifiedAnswer([]), "none; no message was checked.");
});
