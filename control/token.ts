/**
 * Proof of a shared secret without sending it: HMAC-SHA-256 over a nonce that the server drew for this connection,
 * so that a recorded proof is worth nothing. WebCrypto compares in constant time. Sources: RFC 2104; W3C WebCrypto.
 */
const ALGORITHM = { name: "HMAC", hash: "SHA-256" } as const;
const NONCE_BYTES = 32;

/** A new random nonce, hexadecimal. */
export function newNonce(): string {
  return crypto.getRandomValues(new Uint8Array(NONCE_BYTES)).toHex();
}

/** The proof for a nonce, hexadecimal. */
export async function proofOf(token: string, nonce: string): Promise<string> {
  const signature = await crypto.subtle.sign(ALGORITHM, await keyOf(token, "sign"), bytesOf(nonce));
  return new Uint8Array(signature).toHex();
}

/** Whether a proof is the one for this token and nonce. */
export async function isProof(token: string, nonce: string, proof: string): Promise<boolean> {
  const signature = Uint8Array.fromHex(proof);
  return await crypto.subtle.verify(ALGORITHM, await keyOf(token, "verify"), signature, bytesOf(nonce));
}

function keyOf(token: string, use: "sign" | "verify"): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", bytesOf(token), ALGORITHM, false, [use]);
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}
