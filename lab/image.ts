/** The first file system of an x86-64 guest: busybox, netio, the programs that netio calls, and their libraries. */
import { basename, join } from "node:path";
import { outputOf } from "../scripts/command.ts";
import { CpioWriter } from "./cpio.ts";
import { type Lab, LabError } from "./scenario.ts";

/** Packages that every guest's file system is made of; kernels' modules are compressed by either of the last two. */
export const IMAGE_PACKAGES = ["busybox-static", "iproute2", "util-linux", "xz-utils", "zstd"];

/** What netio calls, or what busybox has in a lesser form. */
const PROGRAMS = ["ip", "tc", "unshare", "nsenter", "taskset"];

const INIT = new URL("guest/init", import.meta.url);
const EMPTY_FOLDERS = [
  "proc",
  "sys",
  "dev",
  "tmp",
  "root",
  "out",
  "run",
  "etc",
  "sbin",
  "usr/bin",
  "usr/sbin",
];

/**
 * Makes the archive in the folder of the run, and returns its path.
 *
 * @param programs more programs of the scenario's packages
 */
export async function makeImage(lab: Lab, programs: readonly string[] = []): Promise<string> {
  const archive = join(lab.work, "root.cpio");
  const paths = [...PROGRAMS, ...programs].map((program) => lab.tools.find(program));
  const netio = await lab.netio();
  const libraries = new Map<string, string>();
  for (const path of [...paths, netio]) {
    for (const [name, library] of await librariesOf(lab, path)) libraries.set(name, library);
  }
  using cpio = new CpioWriter(archive);
  await addBusybox(
    cpio,
    lab.tools.find("busybox"),
    lab.tools.find("busybox"),
    paths.map((path) => basename(path)),
  );
  for (const path of paths) cpio.copy(`/bin/${basename(path)}`, path);
  cpio.copy("/bin/netio", netio);
  for (const [name, path] of libraries) cpio.copy(name, path);
  addSystem(cpio);
  return archive;
}

/**
 * busybox and its applets.
 *
 * @param busybox the guest's
 * @param here one that runs on this machine, of the same release, to list the applets
 * @param except what the guest has in full
 */
export async function addBusybox(
  cpio: CpioWriter,
  busybox: string,
  here: string,
  except: readonly string[],
): Promise<void> {
  cpio.copy("/bin/busybox", busybox);
  const applets = (await outputOf(here, ["--list"])).trim().split("\n");
  for (const name of applets) {
    if (name !== "busybox" && !except.includes(name)) cpio.link(`/bin/${name}`, "busybox");
  }
  cpio.link("/sbin/modprobe", "/bin/busybox"); // where the kernel looks for it
}

/** The folders, the accounts root and nobody, the names of a pair's guests, and what the kernel starts. */
export function addSystem(cpio: CpioWriter): void {
  for (const folder of EMPTY_FOLDERS) cpio.directory(`/${folder}`);
  cpio.file("/etc/passwd", "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/tmp:/bin/sh\n");
  cpio.file("/etc/group", "root:x:0:\nnogroup:x:65534:\n");
  cpio.file("/etc/hosts", "127.0.0.1 localhost\n10.9.0.1 server\n10.9.0.2 client\n");
  cpio.file("/init", Deno.readFileSync(INIT), 0o755);
}

/** The shared libraries of a program, by their names in the guest; none of one that is linked statically. */
async function librariesOf(lab: Lab, program: string): Promise<Map<string, string>> {
  const text = await outputOf("ldd", [program], { env: lab.tools.env }).catch((error: Error) => {
    if (error.message.includes("not a dynamic executable")) return "";
    throw error;
  });
  const missing = text.match(/^\s*(\S+) => not found/m)?.[1];
  if (missing !== undefined) throw new LabError(`${program} needs ${missing}, which is not here`);
  const found = new Map<string, string>();
  for (const [, name, path] of text.matchAll(/^\s*(?:(\S+) => )?(\/\S+) \(0x/gm)) {
    const isLoader = name === undefined;
    found.set(isLoader ? path! : `/lib/x86_64-linux-gnu/${name}`, path!);
  }
  return found;
}
