/** The modules of a made-up kernel package: what is wanted, what that depends on, and what modprobe is told. */
import { assertEquals, assertRejects } from "@std/assert";
import { writeModules } from "../../lab/kernel_modules.ts";
import { LabError } from "../../lab/scenario.ts";

/** A module is whatever holds its `key=value` texts. */
async function writeModule(folder: string, path: string, ...info: readonly string[]): Promise<void> {
  const file = `${folder}/kernel/${path}`;
  await Deno.mkdir(file.slice(0, file.lastIndexOf("/")), { recursive: true });
  await Deno.writeTextFile(file, `\x7fELF\0${info.join("\0")}\0`);
}

Deno.test("a module's archive has what it depends on, in the order of loading, and its aliases; nothing else", async () => {
  const folder = await Deno.makeTempDir();
  try {
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
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a package with none of the wanted modules is refused", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await writeModule(folder, "sound/loud.ko", "depends=");
    await assertRejects(() => writeModules(folder, `${folder}/modules`), LabError, "has none of virtio_pci");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
