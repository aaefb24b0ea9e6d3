import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { fromServer } from "../../control/messages.ts";

const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

const hostile = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.array(fc.constantFrom("\n", "\x1b[31m", "\x9b2J", "\u200e", "\u202e", "\u2028", "word"))
    .map((parts) => parts.join("")),
);

/** All texts in a JSON value, the names of its parts as well. */
function textsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [name, ...textsOf(inner)]);
}

const WELCOME = {
  type: "welcome" as const,
  limits: { threads: 1, messageBytes: 8, durationMs: 1 },
  bootId: "",
  environment: {},
};
const SETTINGS = { nodelay: "on", sndbuf: 1, rcvbuf: 1, mss: 1 };
const FAILURE = { end: "send", connection: 0, errno: "EPIPE" };
const SIDE = { threads: 1, cpuCount: 1, coreCount: 1, host: null, ringWorkers: null };

/** The messages that bring text to the client's terminal and files. */
const MESSAGES: Readonly<Record<string, (text: string) => unknown>> = {
  refused: (reason) => ({ type: "refused", reason, isBusy: false }),
  failed: (reason) => ({ type: "failed", reason }),
  welcome: (text) => ({ ...WELCOME, environment: { [text]: text, host: { flags: [text, { [text]: 1 }] } } }),
  result: (text) => {
    const send = { reports: [], settings: { ...SETTINGS, congestion_control: text }, cpus: [] };
    return { type: "result", side: { ...SIDE, ends: { send }, failures: [{ ...FAILURE, text }] } };
  },
};

for (const [type, make] of Object.entries(MESSAGES)) {
  Deno.test(`no text of a ${type} message can move the cursor, end a line or turn the writing round`, () => {
    fc.assert(fc.property(hostile, (text) => {
      for (const said of textsOf(fromServer.parse(make(text)))) {
        assert(!UNPRINTABLE.test(said), JSON.stringify(said));
      }
    }));
  });
}

Deno.test("printable text and other values come through as they were", () => {
  const environment = { "größe 🙂": ["a b", 1.5, null, true, { deeper: "–" }] };
  const welcome = { ...WELCOME, environment };
  assertEquals(fromServer.parse(welcome), welcome);
});

Deno.test("a boot id is hexadecimal", () => {
  const accepts = (bootId: string) => fromServer.safeParse({ ...WELCOME, bootId }).success;
  assertEquals(["", "0f-a1", "\x1b[2J", "a\n"].map(accepts), [true, true, false, false]);
});
