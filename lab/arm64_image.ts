/**
 * The first file system of an arm64 guest: busybox and libraries of Debian's arm64, Deno of npm, and this checkout, since
 * there is no runtime to compile netio for arm64 everywhere (`scripts/toolchain.ts`).
 */
import { join } from "node:path";
import { CHECKOUT } from "../scripts/command.ts";
import { fetchPinned } from "../scripts/fetch_denort.ts";
import type { PinnedFile } from "../scripts/pinned_files.ts";
import { Apt, hostRelease } from "./apt.ts";
import { checkoutFiles } from "./compiled_netio.ts";
import { CpioWriter } from "./cpio.ts";
import { addBusybox, addSystem } from "./image.ts";
import { exists, filesBelow, firstThere } from "./programs.ts";
import type { Lab } from "./scenario.ts";

/** The version that runs the project, for arm64. */
const DENO: PinnedFile = {
  name: "deno-2.9.6-aarch64",
  packageName: "@deno/linux-arm64-glibc",
  version: "2.9.6",
  integrity:
    "sha512-poqhoH9B3nYloigEMPT5t8HY+wBeiuea1An5Q7fqgJzP0SYmWsoS/oUnWO/pEiA4ofzIBy1Elt/in58xKtxEoQ==",
  path: "package/deno",
  byteCount: 84_905_856,
  sha256: "d08d392418df53f4e6e88a08909c0e1bccbf9adcead7232df72b6ad6075ec416",
};

const PACKAGES = ["libc6", "libgcc-s1", "busybox-static"];
/** Folders of the checkout that netio does not run by. */
const LEFT_OUT = /^(tests|bench|docs|scripts|results\/2|\.ci)\//;
/** Packages that figures and tests need, for another machine besides. */
const PACKAGES_LEFT_OUT = /\/\.deno\/(@napi-rs\+canvas-|playwright|axe-core|@types\+node|undici-types)/;

const LOADER = "ld-linux-aarch64.so.1";

const NETIO = `#!/bin/sh
export DENO_DIR=/tmp/deno DENO_NO_UPDATE_CHECK=1
cd /netio && exec deno run -A --node-modules-dir=manual --cached-only main.ts "$@"
`;

/** Makes the archive in the folder of the run, and returns its path. */
export async function makeArm64Image(lab: Lab): Promise<string> {
  const debian = await debianFiles(lab);
  const deno = await fetchPinned(DENO, lab.cache);
  const archive = join(lab.work, "root-arm64.cpio");
  using cpio = new CpioWriter(archive);
  await addBusybox(
    cpio,
    await firstThere(debian, ["bin/busybox", "usr/bin/busybox"]),
    lab.tools.find("busybox"),
    [],
  );
  addLibraries(cpio, await firstThere(debian, ["lib/aarch64-linux-gnu", "usr/lib/aarch64-linux-gnu"]));
  cpio.copy("/bin/deno", deno);
  await addCheckout(cpio);
  cpio.file("/bin/netio", NETIO, 0o755);
  addSystem(cpio);
  return archive;
}

async function debianFiles(lab: Lab): Promise<string> {
  const release = await hostRelease();
  const root = join(lab.cache, "arm64", release);
  if (await exists(root)) return root;
  lab.say(`fetching ${PACKAGES.join(" ")} for arm64`);
  await (await Apt.ofRelease(lab.cache, release, "arm64")).unpack(PACKAGES, root);
  return root;
}

/** The loader and every library that lies beside it. */
function addLibraries(cpio: CpioWriter, folder: string): void {
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    if (!isDirectory) cpio.copy(`/lib/aarch64-linux-gnu/${name}`, join(folder, name));
  }
  cpio.copy(`/lib/${LOADER}`, join(folder, LOADER));
}

/** What is committed or could be, without what netio does not run by, and the packages. */
async function addCheckout(cpio: CpioWriter): Promise<void> {
  for (const name of (await checkoutFiles()).filter((name) => !LEFT_OUT.test(name))) {
    if (await exists(join(CHECKOUT, name))) cpio.copy(`/netio/${name}`, join(CHECKOUT, name));
  }
  const packages = join(CHECKOUT, "node_modules");
  for await (const path of filesBelow(packages)) {
    const name = `/netio/node_modules${path.slice(packages.length)}`;
    if (PACKAGES_LEFT_OUT.test(name)) continue;
    const { isSymlink } = await Deno.lstat(path);
    if (isSymlink) cpio.link(name, await Deno.readLink(path)); // relative, all of them
    else cpio.copy(name, path);
  }
}
