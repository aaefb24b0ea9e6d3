/** `netio view` as a process of its own, asked by HTTP. */
import { assert, assertEquals, assertMatch, assertNotEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { csvHeader, csvLine } from "../../../results/csv.ts";
import { fakeRows, ONE_PLACE } from "../../plots/fake_results.ts";
import { netio, startNetio, withDirectory } from "../program.ts";

/** Runs it on a directory; gives the address it told, and ends it. */
async function viewing(directory: string, use: (address: string) => Promise<void>): Promise<void> {
  const process = startNetio("view", directory);
  const reader = process.stdout.pipeThrough(new TextDecoderStream()).getReader();
  try {
    const { value = "" } = await reader.read();
    assertMatch(value, /^http:\/\/127\.0\.0\.1:\d+\/\n$/);
    await use(value.trim());
  } finally {
    process.kill("SIGINT");
    await reader.cancel();
    await process.stderr.cancel();
    assertEquals((await process.status).code, 130);
  }
}

async function get(address: string, method = "GET"): Promise<{ status: number; text: string }> {
  const response = await fetch(address, { method });
  return { status: response.status, text: await response.text() };
}

Deno.test("view shows the report of the rows that are there, also of those that came later", async () => {
  await withDirectory(async (directory) => {
    const trials = join(directory, "trials.csv");
    const lines = fakeRows(ONE_PLACE).map(csvLine);
    Deno.writeTextFileSync(trials, csvHeader() + lines[0]);
    await viewing(directory, async (address) => {
      assertStringIncludes((await get(address)).text, 'src="report"');
      const before = await get(`${address}state`);
      const report = (await get(`${address}report`)).text;
      assertStringIncludes(report, "<!DOCTYPE html>");
      assert(!report.includes("per-field"), "a mode without a row yet");
      Deno.writeTextFileSync(trials, lines.slice(1).join(""), { append: true });
      assertNotEquals((await get(`${address}state`)).text, before.text);
      assertStringIncludes((await get(`${address}report`)).text, "per-field");
    });
  });
});

Deno.test("view works before the first row, and says what is wrong with a file it can't read", async () => {
  await withDirectory(async (directory) => {
    const trials = join(directory, "trials.csv");
    Deno.writeTextFileSync(trials, csvHeader());
    await viewing(directory, async (address) => {
      const waiting = await get(`${address}report`);
      assertEquals(waiting.status, 200);
      assertStringIncludes(waiting.text, "Waiting for the first trial");
      Deno.writeTextFileSync(trials, "a,b\n1\n");
      const { status, text } = await get(`${address}report`);
      assertEquals(status, 500);
      assertStringIncludes(text, "trials.csv: ");
      assertEquals((await get(`${address}etc/passwd`)).status, 404);
      assertEquals((await get(address, "POST")).status, 405);
    });
  });
});

/** The status of the answer to a request by hand, for which `fetch` lets nobody choose a Host. */
async function statusFor(address: string, lines: readonly string[]): Promise<number> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port: Number(new URL(address).port) });
  await connection.write(new TextEncoder().encode([...lines, "Connection: close", "", ""].join("\r\n")));
  const answer = new Uint8Array(64);
  await connection.read(answer);
  return Number(/^HTTP\/1\.1 (\d+)/.exec(new TextDecoder().decode(answer))?.[1]);
}

Deno.test("view answers to loopback names alone, so that no page can have its name point here", async () => {
  await withDirectory(async (directory) => {
    Deno.writeTextFileSync(join(directory, "trials.csv"), csvHeader());
    await viewing(directory, async (address) => {
      const { port } = new URL(address);
      for (
        const host of [
          "localhost",
          "LOCALHOST",
          `127.0.0.1:${port}`,
          "127.8.9.1",
          `[::1]:${port}`,
          "localhost:8080",
        ]
      ) {
        assertEquals(await statusFor(address, ["GET /report HTTP/1.1", `Host: ${host}`]), 200, host);
      }
      const strange = [
        "evil.example",
        `evil.example:${port}`,
        "127.0.0.1.evil.example",
        "localhost.evil.example",
      ];
      for (const host of [...strange, "0.0.0.0", "[::2]", "x@evil.example", "192.0.2.7", "", " "]) {
        const status = await statusFor(address, ["GET /report HTTP/1.1", `Host: ${host}`]);
        assert(status >= 400, `${host}: ${status}`);
      }
      const absolute = ["GET http://evil.example/report HTTP/1.1", "Host: localhost"];
      assertEquals(await statusFor(address, absolute), 421);
    });
  });
});

Deno.test("view names what it can't show and a port it can't have", async () => {
  using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  await withDirectory(async (directory) => {
    const missing = join(directory, "missing");
    const nothing = await netio("view", missing);
    assertEquals(nothing.code, 2);
    assertStringIncludes(nothing.stderr, `${missing}: there is no such file`);
    Deno.writeTextFileSync(join(directory, "trials.csv"), csvHeader());
    const { code, stderr } = await netio("view", directory, "--port", String(taken.addr.port));
    assertEquals(code, 1);
    assertStringIncludes(stderr, `--port ${taken.addr.port}: `);
  });
});
