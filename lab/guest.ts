/**
 * A virtual machine that boots, does one job, and powers off: a qemu process (emulation, no /dev/kvm) as a disposable
 * resource. It outlives neither its time nor its scope. What the job left in /out comes back; the console stays beside it.
 */
import { join } from "node:path";
import { outputOf } from "../scripts/command.ts";
import { CpioWriter } from "./cpio.ts";
import type { Kernel } from "./kernels.ts";
import { exists, lastLines } from "./programs.ts";
import { type Lab, LabError } from "./scenario.ts";

const MACHINES = {
  x86_64: { options: ["-M", "q35"], cpu: "max", console: "ttyS0", package: "qemu-system-x86" },
  aarch64: {
    options: ["-M", "virt,gic-version=3"],
    cpu: "max",
    console: "ttyAMA0",
    package: "qemu-system-arm",
  },
} as const;

export type GuestArchitecture = keyof typeof MACHINES;

/** The package that has the qemu of an architecture. */
export function qemuPackage(architecture: GuestArchitecture): string {
  return MACHINES[architecture].package;
}

/**
 * Options for a guest alone: each instruction takes 4 ns of its time, and time leaps where it waits, so that the host's other
 * load changes nothing in it. Needs `isSingleThreaded`. Not for a pair, whose clocks would part.
 */
export const STEADY_CLOCK: readonly string[] = ["-icount", "shift=2,sleep=off"];

export interface GuestSpec {
  /** Its folder's name below the run's. */
  readonly name: string;
  readonly architecture: GuestArchitecture;
  readonly kernel: Kernel;
  /** The archive of its file system, with netio. */
  readonly image: string;
  /** What it does: text for `sh`, after `guest/job.sh`, run as root in /out. */
  readonly job: string;
  /** CPUs, memory nodes, network: options of qemu. */
  readonly options: readonly string[];
  /** `-cpu`; by default all that qemu can emulate. */
  readonly cpu?: string;
  /** One thread of the host for all CPUs of the guest, by default one for each. */
  readonly isSingleThreaded?: boolean;
  readonly kernelArguments?: string;
  readonly memoryMib?: number;
  /** A command line that runs what follows it elsewhere, as in a network namespace. */
  readonly enter?: readonly string[];
}

export interface GuestResults {
  /** The folder with what the job left in /out. */
  readonly out: string;
  /** From start to power-off. */
  readonly seconds: number;
}

const DISK_BYTES = 64 * 1024 ** 2;
const MEMORY_MIB = 1536;
const CONSOLE_LINES = 25;
/** After so long a guest is ended: it has hung, since on a machine left alone none takes a tenth of that. */
const LIMIT_S = 7200;
/** Between the end of its time and being killed. */
const GRACE_S = 10;
/** What timeout(1) ends with when time was up. */
const TIMED_OUT = [124, 137];

const JOB_HEAD = new URL("guest/job.sh", import.meta.url);

export class Guest implements AsyncDisposable {
  readonly #spec: GuestSpec;
  readonly #folder: string;
  readonly #process: Deno.ChildProcess;
  readonly #said: Promise<string>;
  readonly #startMs = performance.now();

  private constructor(spec: GuestSpec, folder: string, process: Deno.ChildProcess) {
    this.#spec = spec;
    this.#folder = folder;
    this.#process = process;
    this.#said = new Response(process.stderr).text();
  }

  /** Starts it; `results` waits for its end, and disposal ends it. */
  static async start(lab: Lab, spec: GuestSpec): Promise<Guest> {
    const folder = join(lab.work, spec.name);
    await Deno.mkdir(join(folder, "out"), { recursive: true });
    await writeInitrd(folder, spec);
    using disk = await Deno.open(join(folder, "disk"), { write: true, create: true });
    await disk.truncate(DISK_BYTES);
    // Were the lab killed, timeout(1) would still end the guest.
    const args = ["--foreground", `--kill-after=${GRACE_S}`, `${LIMIT_S}`, ...spec.enter ?? []];
    const process = new Deno.Command("timeout", {
      args: [...args, ...await qemuCommand(lab, spec, folder)],
      env: { ...lab.tools.env, QEMU_MODULE_DIR: join(lab.tools.root, "usr/lib/x86_64-linux-gnu/qemu") },
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).spawn();
    return new Guest(spec, folder, process);
  }

  /**
   * Waits until it has powered off.
   *
   * @throws LabError where it did not boot, was not done in time or its job failed, with the end of its console
   */
  async results(): Promise<GuestResults> {
    const { code } = await this.#process.status;
    const seconds = (performance.now() - this.#startMs) / 1000;
    const said = (await this.#said).trim();
    const out = join(this.#folder, "out");
    if (TIMED_OUT.includes(code)) throw await this.#failure(`was not done after ${LIMIT_S} s`);
    if (code !== 0) throw await this.#failure(`could not run; qemu ended with ${code}: ${said}`);
    await outputOf("tar", ["xf", join(this.#folder, "disk"), "-C", out]).catch(() => {}); // then job.rc is missing
    for (const name of ["disk", "initrd"]) await Deno.remove(join(this.#folder, name));
    if (!await exists(join(out, "job.rc"))) throw await this.#failure("ended without results");
    const status = (await Deno.readTextFile(join(out, "job.rc"))).trim();
    if (status !== "0") throw await this.#failure(`did its job with exit status ${status}`);
    return { out, seconds };
  }

  async #failure(what: string): Promise<LabError> {
    const path = join(this.#folder, "console.log");
    const console = await exists(path) ? lastLines(await Deno.readTextFile(path), CONSOLE_LINES) : "(none)";
    return new LabError(`the guest ${this.#spec.name} ${what}; its console (${path}) ends:\n${console}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#process.kill("SIGTERM"); // timeout(1) passes it on
    } catch (error) {
      if (!(error instanceof TypeError)) throw error; // it has ended
    }
    await this.#process.status;
    await this.#said;
  }
}

/** Boots a guest, and waits for its results. */
export async function runGuest(lab: Lab, spec: GuestSpec): Promise<GuestResults> {
  await using guest = await Guest.start(lab, spec);
  return await guest.results();
}

/** File system, modules and job in one file: Linux unpacks one archive after the other. */
async function writeInitrd(folder: string, { image, kernel, job }: GuestSpec): Promise<void> {
  const jobArchive = join(folder, "job.cpio");
  {
    using cpio = new CpioWriter(jobArchive);
    cpio.file("/job.sh", `${await Deno.readTextFile(JOB_HEAD)}\n${job}\n`);
  }
  using initrd = await Deno.open(join(folder, "initrd"), { write: true, create: true, truncate: true });
  for (const path of [image, kernel.modules, jobArchive]) {
    using part = await Deno.open(path);
    await part.readable.pipeTo(initrd.writable, { preventClose: true });
  }
}

async function qemuCommand(lab: Lab, spec: GuestSpec, folder: string): Promise<string[]> {
  const machine = MACHINES[spec.architecture];
  const threads = spec.isSingleThreaded ? "single" : "multi";
  // Whatever goes wrong with the first program, the kernel panics, and qemu ends.
  const commandLine = `console=${machine.console} quiet panic=-1 init=/init ${spec.kernelArguments ?? ""}`;
  return [
    ...[lab.tools.find(`qemu-system-${spec.architecture}`), ...await dataFolders(lab), ...machine.options],
    ...["-accel", `tcg,thread=${threads}`, "-cpu", spec.cpu ?? machine.cpu],
    ...["-m", `${spec.memoryMib ?? MEMORY_MIB}M`, "-display", "none", "-no-reboot", "-nodefaults"],
    ...["-serial", `file:${join(folder, "console.log")}`],
    ...["-kernel", spec.kernel.image, "-initrd", join(folder, "initrd"), "-append", commandLine],
    ...["-drive", `file=${join(folder, "disk")},format=raw,if=none,id=disk,cache=unsafe`],
    ...["-device", "virtio-blk-pci,drive=disk", ...spec.options],
  ];
}

/** Where an unpacked qemu has its firmware; an installed one knows. */
async function dataFolders(lab: Lab): Promise<string[]> {
  const found: string[] = [];
  for (const folder of ["usr/share/qemu", "usr/share/seabios", "usr/lib/ipxe/qemu"]) {
    const path = join(lab.tools.root, folder);
    if (await exists(path)) found.push("-L", path);
  }
  return found;
}
