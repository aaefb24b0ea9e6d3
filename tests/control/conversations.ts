/**
 * Conversations with a server as scripts: whole ones, and those in which one thing is wrong (a step left out, said twice,
 * out of turn, changed, cut short, or the last). Random bytes never come so far.
 */
import fc from "fast-check";
import { encodeFrame } from "../../control/frames.ts";
import { type FromClient, type FromServer, PROTOCOL_VERSION } from "../../control/messages.ts";
import { smallSpec } from "../trial/small_trial.ts";
import { HandClient, VERSION } from "./test_server.ts";

const POURED = new Uint8Array(64 * 1024);

type Step =
  /** A message, and what answers it. */
  | { readonly say: FromClient; readonly answer?: FromServer["type"] }
  /** Half of a message. */
  | { readonly cut: FromClient }
  /** What happens on the data connection; the last two to its end. */
  | { readonly data: "join" | "pour" | "drain"; readonly answer?: FromServer["type"] }
  | { readonly answer: FromServer["type"] };

export type Script = readonly Step[];

const ID = "5".repeat(64);
const SPEC = smallSpec({ warmupMs: 0, counters: "off", pin: { kind: "none" } });

/** A whole conversation of one trial, whose data the server sends or receives. */
export function scriptOf(end: "send" | "receive"): Script {
  const drives: Step[] = end === "send"
    ? [{ data: "drain" }]
    : [{ data: "pour" }, { say: { type: "offsets", offsets: [[0, POURED.length]] } }];
  return [
    { answer: "greeting" },
    { say: { type: "hello", protocol: PROTOCOL_VERSION, version: VERSION, proof: null }, answer: "welcome" },
    { say: { type: "recruit", threads: 1, timeoutMs: 1000 }, answer: "recruited" },
    { say: { type: "prepare", id: ID, end, sharesMachine: true, spec: SPEC }, answer: "listening" },
    { data: "join", answer: "ready" },
    { say: { type: "start" }, answer: "started" },
    ...drives,
    { answer: "result" },
  ];
}

/** Plays a script to its end or to the first answer that is not the one due; returns how many steps went well. */
export async function play(port: number, script: Script, patienceMs: number): Promise<number> {
  using held = new DisposableStack();
  const client = held.use(await HandClient.connect(port));
  let dataPort = 0, data: Deno.TcpConn | null = null;
  held.defer(() => data?.close());
  for (const [i, step] of script.entries()) {
    try {
      if ("say" in step) await client.say(step.say);
      else if ("cut" in step) await client.sayRaw(encodeFrame(step.cut).subarray(0, 20));
      else if ("data" in step) {
        if (step.data === "join") data = await joined(dataPort);
        else if (step.data === "pour") await poured(data!);
        else await drained(data!);
      }
      if (!("answer" in step) || step.answer === undefined) continue;
      const answer = await client.channel.receive(patienceMs);
      client.channel.checked(answer, step.answer);
      if (answer.type === "listening") dataPort = answer.port;
    } catch {
      return i;
    }
  }
  return script.length;
}

async function joined(port: number): Promise<Deno.TcpConn> {
  const connection = await Deno.connect({ hostname: "127.0.0.1", port });
  await connection.write(new Uint8Array([...Uint8Array.fromHex(ID), 0, 0, 0, 0]));
  return connection;
}

async function poured(connection: Deno.TcpConn): Promise<void> {
  let rest = POURED;
  while (rest.length > 0) rest = rest.subarray(await connection.write(rest));
  await connection.closeWrite();
}

async function drained(connection: Deno.TcpConn): Promise<void> {
  const into = new Uint8Array(256 * 1024);
  while (await connection.read(into) !== null);
}

const value = fc.constantFrom<unknown>(null, -1, 0, 1e308, 2 ** 53, "", "x".repeat(5000), [], {}, [[]], [[
  1,
  0,
]], true);

/** A script of which one thing is wrong. */
export const broken = fc.record({
  script: fc.constantFrom(scriptOf("send"), scriptOf("receive")),
  how: fc.constantFrom("omit", "repeat", "swap", "replace", "change", "cut", "leave"),
  at: fc.nat(),
  other: fc.nat(),
  value,
}).map(({ script, how, at: anywhere, other, value }): Script => {
  const at = 1 + anywhere % (script.length - 1);
  const step = script[at]!;
  const [before, after] = [script.slice(0, at), script.slice(at + 1)];
  switch (how) {
    case "omit":
      return [...before, ...after];
    case "repeat":
      return [...before, step, step, ...after];
    case "swap":
      return [...before, ...after.slice(0, 1), step, ...after.slice(1)];
    case "replace":
      return [...before, script[other % script.length]!, ...after];
    case "leave":
      return before;
  }
  if (!("say" in step)) return before;
  if (how === "cut") return [...before, { cut: step.say }, ...after];
  const names = Object.keys(step.say);
  const changed = { ...step.say, [names[other % names.length]!]: value } as FromClient;
  return [...before, { ...step, say: changed }, ...after];
});
