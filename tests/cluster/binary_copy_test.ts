import { assert, assertEquals } from "@std/assert";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { copyBinary } from "../../cluster/binary_copy.ts";
import { parseHosts } from "../../cluster/hosts.ts";
import type { Launcher } from "../../cluster/launcher.ts";
import { withDirectory } from "../cli/program.ts";

/** This machine as a host; what its shell is told is noted. */
function here(texts: string[]): Launcher {
  return {
    program: "sh",
    command: (_host, text) => {
      texts.push(text);
      return ["sh", "-c", text];
    },
    copying: (file, to, hosts) => hosts.map(() => ["cp", file, to]),
  };
}

Deno.test("a program that was brought is removed afterwards, also by the host itself when it hears nothing more", async () => {
  await withDirectory(async (directory) => {
    const file = join(directory, "program"), texts: string[] = [];
    Deno.writeTextFileSync(file, "x");
    let path: string;
    {
      await using copy = await copyBinary(here(texts), file, parseHosts("n1"));
      ({ path } = copy);
      assert(existsSync(path));
      assertEquals(copy.failures, []);
    }
    assert(!existsSync(path));
    Deno.writeTextFileSync(path, "x");
    const [keeper] = texts;
    const child = new Deno.Command("sh", { args: ["-c", keeper!], stdin: "piped", stderr: "piped" }).spawn();
    const input = child.stdin.getWriter();
    await input.write(new TextEncoder().encode("\n"));
    const answers = child.stderr.pipeThrough(new TextDecoderStream()).getReader();
    assertEquals((await answers.read()).value, "netio: still here\n");
    assert(existsSync(path), "as long as it is asked");
    await input.close(); // as by kill -9 of who asks
    await child.status;
    await answers.cancel();
    assert(!existsSync(path));
  });
});
