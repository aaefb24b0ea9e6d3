/** Processes on other hosts, and what ties them to this one. */
import { assert, assertEquals } from "@std/assert";
import { FarProcess } from "../../cluster/far_process.ts";
import { holdLifeline, type Input } from "../../cluster/lifeline.ts";
import { pause, until } from "../waiting.ts";

/** An input that gives a byte whenever it is told to, and ends when it is told to. */
function scripted() {
  let next = Promise.withResolvers<number | null>();
  const input: Input = { read: () => next.promise };
  const give = (count: number | null) => {
    const { resolve } = next;
    next = Promise.withResolvers();
    resolve(count);
  };
  return { input, beat: () => give(1), end: () => give(null) };
}

/** What is said on stderr meanwhile. */
async function saidDuring(act: () => Promise<void>): Promise<string[]> {
  const said: string[] = [];
  const { error } = console;
  console.error = (line: string) => void said.push(line);
  try {
    await act();
  } finally {
    console.error = error;
  }
  return said;
}

Deno.test("the end of the input is the end, told once; what comes before is answered", async () => {
  let ends = 0;
  const { input, beat, end } = scripted();
  const said = await saidDuring(async () => {
    using _held = holdLifeline(() => ends++, input, "60");
    beat();
    await pause(5);
    assertEquals(ends, 0);
    end();
    await until("the end is told", () => ends > 0);
  });
  assertEquals([ends, said], [1, ["netio: still here"]]);
});

Deno.test("silence is the end, too, and a beat in time is not", async () => {
  let ends = 0;
  const { input, beat } = scripted();
  await saidDuring(async () => {
    using _held = holdLifeline(() => ends++, input, "0.2");
    for (let i = 0; i < 8; i++) {
      await pause(50);
      beat();
    }
    assertEquals(ends, 0);
    const startMs = performance.now();
    await until("the end is told", () => ends > 0);
    assert(performance.now() - startMs > 150, "at once");
  });
});

Deno.test("nobody who did not ask for it is ended, nor who has let it go", async () => {
  let ends = 0;
  for (const silence of [undefined, "", "no"]) {
    const { input, end } = scripted();
    holdLifeline(() => ends++, input, silence);
    end();
  }
  const { input, end } = scripted();
  holdLifeline(() => ends++, input, "60")[Symbol.dispose]();
  end();
  await pause(5);
  assertEquals(ends, 0);
});

const shell = (text: string) => ["sh", "-c", text];

Deno.test("the command has the token and then the lifeline, and ends with it", async () => {
  const heard: string[] = [];
  let over: FarProcess["over"];
  {
    await using far = new FarProcess(
      shell('read -r t; echo "token $t"; echo error >&2; cat > /dev/null; echo end; exit 3'),
      {
        token: "secret",
        onLine: (line) => void heard.push(line),
      },
    );
    over = far.over;
    while (heard.length < 2) await pause(2);
  }
  assertEquals(await over, { code: 3, isLost: false });
  assertEquals(heard.toSorted(), ["end", "error", "token secret"]);
});

Deno.test("one that says nothing is given up, one that answers is not", async () => {
  const silent = new FarProcess(["sleep", "60"], { token: "", silenceMs: 40 });
  assertEquals(await silent.over, { code: null, isLost: true });
  const answering = "while read -r line; do echo 'netio: still here' >&2; done; exit 5";
  await using far = new FarProcess(shell(answering), { token: "", silenceMs: 600 });
  await pause(1000);
  assertEquals(far.lines, []);
  await far[Symbol.asyncDispose]();
  assertEquals(await far.over, { code: 5, isLost: false });
});

Deno.test("a command that ends by itself is over, whatever holds its output", async () => {
  const startMs = performance.now();
  const far = new FarProcess(shell("echo last; sleep 5 & exit 4"), { token: "" });
  assertEquals(await far.over, { code: 4, isLost: false });
  assertEquals(far.lines, ["last"]);
  assert(performance.now() - startMs < 4000);
});
