import { assert, assertEquals } from "@std/assert";
import { FarProcess } from "../../cluster/far_process.ts";

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
    while (heard.length < 2) await new Promise((resolve) => setTimeout(resolve, 2));
  }
  assertEquals(await over, { code: 3, isLost: false });
  assertEquals(heard.toSorted(), ["end", "error", "token secret"]);
});

Deno.test("one that says nothing is given up, one that answers is not", async () => {
  const silent = new FarProcess(["sleep", "60"], { token: "", silenceMs: 40 });
  assertEquals(await silent.over, { code: null, isLost: true });
  const answering = "while read -r line; do echo 'netio: still here' >&2; done; exit 5";
  await using far = new FarProcess(shell(answering), { token: "", silenceMs: 600 });
  await new Promise((resolve) => setTimeout(resolve, 1000));
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
