import { assert, assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { isProof, newNonce, proofOf } from "../../control/token.ts";

Deno.test("a proof is HMAC-SHA-256 of the nonce's text: RFC 4231, test case 2", async () => {
  assertEquals(
    await proofOf("Jefe", "what do ya want for nothing?"),
    "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
  );
});

Deno.test("only the right token proves itself, and only for its own nonce", async () => {
  const nonce = newNonce(), proof = await proofOf("secret", nonce);
  assert(await isProof("secret", nonce, proof));
  assert(!await isProof("Secret", nonce, proof));
  assert(!await isProof("secret", newNonce(), proof), "a replayed proof");
  assert(!await isProof("secret", nonce, proof.slice(2)), "a shortened proof");
  assert(!await isProof("secret", nonce, ""), "no proof");
});

Deno.test("nonces are 32 random bytes", () => {
  const nonce = newNonce();
  assertMatch(nonce, /^[0-9a-f]{64}$/);
  assertEquals(Uint8Array.fromHex(nonce).length, 32);
  assertNotEquals(nonce, newNonce());
});
