/**
 * What a guest boots from: archives, read back by the format's description alone, and modules of a made-up kernel
 * package.
 */
import { assertEquals, assertRejects } from "@std/assert";
import { CpioWriter } from "../../lab/cpio.ts";
import { writeModules } from "../../lab/kernel_modules.ts";
import { LabError } from "../../lab/scenario.ts";
import { withDirectory } from "../cli/program.ts";

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
  await withDirectory(async (folder) => {
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
  });
});

/** A module is whatever holds its `key=value` texts. */
async function writeModule(folder: string, path: string, ...info: readonly string[]): Promise<void> {
  const file = `${folder}/kernel/${path}`;
  await Deno.mkdir(file.slice(0, file.lastIndexOf("/")), { recursive: true });
  await Deno.writeTextFile(file, `\x7fELF\0${info.join("\0")}\0`);
}

Deno.test("a module's archive has what it depends on, in the order of loading, and its aliases; nothing else", async () => {
  await withDirectory(async (folder) => {
    const release = `${folder}/9.1.0-cloud`;
    await writeModule(release, "net/virtio_net.ko", "depends=net-failover,virtio", "alias=virtio:d1v*");
    await writeModule(release, "net/net-failover.ko", "depends=failover");
    await writeModule(release, "net/failover.ko", "depends=");
    await writeModule(release, "virtio/virtio.ko", "depends=");
    await writeModule(release, "sound/loud.ko", "depends=");
    await writeModules(release, `${folder}/modules`);
    const text = new TextDecoder("latin1").decode(await Deno.readFile(`${folder}/modules`));
    const root = "lib/modules/9.1.0-cloud";
    const names = [...text.matchAll(/(lib\/modules\/[^\0]+)\0/g)].map(([, name]) => name!).filter((n) =>
      n.includes(".")
    );
    assertEquals(names.filter((name) => /\.ko$|dep$|alias$/.test(name)).sort(), [
      `${root}/kernel/net/failover.ko`,
      `${root}/kernel/net/net-failover.ko`,
      `${root}/kernel/net/virtio_net.ko`,
      `${root}/kernel/virtio/virtio.ko`,
      `${root}/modules.alias`,
      `${root}/modules.dep`,
    ]);
    assertEquals(
      text.match(/[\w/]*virtio_net\.ko: .*$/m)?.[0],
      "kernel/net/virtio_net.ko: kernel/virtio/virtio.ko kernel/net/net-failover.ko kernel/net/failover.ko",
    );
    assertEquals(text.includes("alias virtio:d1v* virtio_net\n"), true);
  });
});

Deno.test("a package with none of the wanted modules is refused", async () => {
  await withDirectory(async (folder) => {
    await writeModule(folder, "sound/loud.ko", "depends=");
    await assertRejects(() => writeModules(folder, `${folder}/modules`), LabError, "has none of virtio_pci");
  });
});
