import { assertEquals } from "@std/assert";
import { farCommand } from "../../cluster/far_command.ts";
import { commandText, quoted } from "../../cluster/quoting.ts";
import { execute } from "../cli/program.ts";

const WORDS = [
  "plain",
  "two words",
  "it's",
  "$HOME",
  "`id`",
  "a\nb",
  "",
  "~",
  "*",
  "-x=1",
  '"',
  "\\",
  "#",
  "µ",
];

Deno.test("a shell reads each quoted word as it is", async () => {
  const { stdout } = await execute(["sh", "-c", `printf '%s\\0' ${commandText(WORDS)}`]);
  assertEquals(stdout.split("\0").slice(0, -1), WORDS);
});

Deno.test("a shell in a shell does so too, as ssh has it", async () => {
  const inner = `printf '%s\\0' ${commandText(WORDS)}`;
  const { stdout } = await execute(["sh", "-c", `exec sh -c ${quoted(inner)}`]);
  assertEquals(stdout.split("\0").slice(0, -1), WORDS);
});

Deno.test("what needs no quotes has none, so that people can read it", () => {
  assertEquals(
    commandText(["netio", "sweep", "--sizes", "64,4KiB", "--pin=auto"]),
    "netio sweep --sizes 64,4KiB --pin=auto",
  );
});

Deno.test("the far command has the token from its input, and leaves the rest of it to the program", async () => {
  const report = 'printf "%s|%s|%s|%s" "$NETIO_TOKEN" "$NETIO_HOST_NAME" "$NETIO_END_WITH_STDIN" "$(cat)"';
  const text = farCommand(["sh", "-c", report], "node 1");
  const child = new Deno.Command("sh", { args: ["-c", text], stdin: "piped", stdout: "piped" }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode("secret words\nrest\n"));
  await writer.close();
  const { stdout } = await child.output();
  assertEquals(new TextDecoder().decode(stdout), "secret words|node 1|60|rest");
});
