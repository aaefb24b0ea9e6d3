/**
 * Archives in the format that Linux unpacks as its first file system ("newc", uncompressed). Several, one after another,
 * are one file system.
 *
 * Source: Documentation/driver-api/early-userspace/buffer-format.rst, cpio(5).
 */

const MAGIC = "070701";
const ALIGNMENT = 4;
const TYPE = { directory: 0o040000, file: 0o100000, link: 0o120000 } as const;
const ROOT_MODE = 0o755;

/** An archive that is being written; its entries belong to root. Directories above an entry are made with it. */
export class CpioWriter implements Disposable {
  readonly #file: Deno.FsFile;
  readonly #directories = new Set<string>();
  #inode = 0;

  /** @param path written anew */
  constructor(path: string) {
    this.#file = Deno.openSync(path, { write: true, create: true, truncate: true });
  }

  /** @param name absolute, as it is to be in the guest */
  directory(name: string, mode = ROOT_MODE): void {
    if (this.#directories.has(name)) return;
    this.#parentOf(name);
    this.#directories.add(name);
    this.#entry(name, TYPE.directory | mode, new Uint8Array());
  }

  file(name: string, content: Uint8Array | string, mode = 0o644): void {
    this.#parentOf(name);
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    this.#entry(name, TYPE.file | mode, bytes);
  }

  /** A file of this machine; whatever its path here leads to. */
  copy(name: string, path: string): void {
    const isProgram = ((Deno.statSync(path).mode ?? 0) & 0o111) !== 0;
    this.file(name, Deno.readFileSync(path), isProgram ? 0o755 : 0o644);
  }

  link(name: string, target: string): void {
    this.#parentOf(name);
    this.#entry(name, TYPE.link | 0o777, new TextEncoder().encode(target));
  }

  /** Ends the archive. */
  [Symbol.dispose](): void {
    this.#entry("/TRAILER!!!", 0, new Uint8Array());
    this.#file.close();
  }

  #parentOf(name: string): void {
    const parent = name.slice(0, name.lastIndexOf("/"));
    if (parent !== "") this.directory(parent);
  }

  #entry(name: string, mode: number, content: Uint8Array): void {
    const nameBytes = new TextEncoder().encode(`${name.slice(1)}\0`);
    const links = (mode & TYPE.directory) === TYPE.directory ? 2 : 1;
    const fields = [++this.#inode, mode, 0, 0, links, 0, content.length, 0, 0, 0, 0, nameBytes.length, 0];
    const header = MAGIC + fields.map((field) => field.toString(16).padStart(8, "0")).join("");
    this.#write(new TextEncoder().encode(header), nameBytes);
    this.#write(content);
  }

  /** Parts, one after another, then zeros up to the next multiple of four. */
  #write(...parts: readonly Uint8Array[]): void {
    let length = 0;
    for (const part of parts) {
      for (let done = 0; done < part.length;) done += this.#file.writeSync(part.subarray(done));
      length += part.length;
    }
    const rest = (ALIGNMENT - length % ALIGNMENT) % ALIGNMENT;
    if (rest > 0) this.#file.writeSync(new Uint8Array(rest));
  }
}
