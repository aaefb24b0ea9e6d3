/** The archive that a guest's kernel unpacks, read back by the format's description alone. */
import { assertEquals } from "@std/assert";
import { CpioWriter } from "../../lab/cpio.ts";

interface Entry {
  readonly name: string;
  readonly mode: number;
  readonly content: string;
}

/** Fields of eight hexadecimal digits after the magic; name and content are padded to four bytes. */
function entriesOf(bytes: Uint8Array): Entry[] {
  const text = new TextDecoder("latin1").decode(bytes);
  const entries: Entry[] = [];
  const padded = (at: number) => at + (4 - at % 4) % 4;
  for (let at = 0; at < bytes.length;) {
    assertEquals(text.slice(at, at + 6), "070701", `magic at ${at}`);
    const field = (index: number) => parseInt(text.slice(at + 6 + 8 * index, at + 14 + 8 * index), 16);
    const nameAt = at + 110, contentAt = padded(nameAt + field(11));
    const name = text.slice(nameAt, nameAt + field(11) - 1);
    entries.push({ name, mode: field(1), content: text.slice(contentAt, contentAt + field(6)) });
    at = padded(contentAt + field(6));
  }
  return entries;
}

Deno.test("an archive has its entries with modes and contents, folders before what lies in them, and its trailer", async () => {
  const folder = await Deno.makeTempDir();
  try {
    {
      using cpio = new CpioWriter(`${folder}/a`);
      cpio.file("/etc/hosts", "127.0.0.1 localhost\n");
      cpio.file("/etc/odd", "12345", 0o755);
      cpio.link("/bin/sh", "busybox");
      cpio.directory("/tmp", 0o1777);
    }
    assertEquals(entriesOf(await Deno.readFile(`${folder}/a`)), [
      { name: "etc", mode: 0o040755, content: "" },
      { name: "etc/hosts", mode: 0o100644, content: "127.0.0.1 localhost\n" },
      { name: "etc/odd", mode: 0o100755, content: "12345" },
      { name: "bin", mode: 0o040755, content: "" },
      { name: "bin/sh", mode: 0o120777, content: "busybox" },
      { name: "tmp", mode: 0o041777, content: "" },
      { name: "TRAILER!!!", mode: 0, content: "" },
    ]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
