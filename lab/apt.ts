/**
 * Debian's packages without installing one: `apt-get` with lists of its own, so that neither the machine's lists nor
 * its packages change, and any release or architecture that the machine's own mirror has can be asked.
 *
 * Source: apt.conf(5), sources.list(5), apt-get(8) (`indextargets`, `download`, `install --download-only`).
 */
import { dirname, join } from "node:path";
import { outputOf } from "../scripts/command.ts";
import { exists } from "./programs.ts";
import { LabError } from "./scenario.ts";

/** Debian's names of the two architectures that guests have. */
export type DebianArchitecture = "amd64" | "arm64";

/** Of all releases that the archive still has; package debian-archive-keyring, which apt depends on. */
const KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg";

/** How old lists may be: a mirror forgets versions that newer ones replace. */
const LISTS_KEPT_MS = 24 * 3600 * 1000;

/** A release of Debian for one architecture, with lists of its own. */
export class Apt {
  readonly #folder: string;
  readonly #options: readonly string[];

  private constructor(folder: string, options: readonly string[]) {
    this.#folder = folder;
    this.#options = options;
  }

  /** The host's own release, with its sources and what is installed. Needs no root. */
  static async ofHost(cache: string): Promise<Apt> {
    return await Apt.#open(join(cache, "apt", "host"), []);
  }

  /**
   * Another release, by the mirror of this one.
   *
   * @param suite as in sources.list: `bullseye`, `trixie-backports`
   */
  static async ofRelease(cache: string, suite: string, architecture: DebianArchitecture): Promise<Apt> {
    const folder = join(cache, "apt", `${suite}-${architecture}`);
    await Deno.mkdir(join(folder, "empty"), { recursive: true });
    const line = `deb [arch=${architecture} signed-by=${KEYRING}] ${await hostMirror()} ${suite} main\n`;
    await Deno.writeTextFile(join(folder, "sources.list"), line);
    await Deno.writeTextFile(join(folder, "status"), "");
    return await Apt.#open(folder, [
      `Dir::Etc::SourceList=${join(folder, "sources.list")}`,
      `Dir::Etc::SourceParts=${join(folder, "empty")}`,
      `Dir::State::Status=${join(folder, "status")}`,
      `APT::Architecture=${architecture}`,
      `APT::Architectures=${architecture}`,
    ]);
  }

  static async #open(folder: string, settings: readonly string[]): Promise<Apt> {
    await Deno.mkdir(join(folder, "lists", "partial"), { recursive: true });
    await Deno.mkdir(join(folder, "cache", "archives", "partial"), { recursive: true });
    const all = [
      ...settings,
      `Dir::State::Lists=${join(folder, "lists")}`,
      `Dir::Cache=${join(folder, "cache")}`,
      "Debug::NoLocking=true",
      "Acquire::Languages=none",
      "APT::Sandbox::User=root",
    ];
    const apt = new Apt(folder, all.flatMap((setting) => ["-o", setting]));
    await apt.#update();
    return apt;
  }

  async #update(): Promise<void> {
    const stamp = join(this.#folder, "updated");
    const { mtime } = await Deno.stat(stamp).catch(() => ({ mtime: null }));
    if (mtime !== null && Date.now() - mtime.getTime() < LISTS_KEPT_MS) return;
    await this.#run("apt-get", ["update", "-qq", "--error-on=any"]);
    await Deno.writeTextFile(stamp, "");
  }

  /** The packages that the candidate of `name` depends on, first alternatives alone. */
  async dependencies(name: string): Promise<string[]> {
    const stanza = await this.#run("apt-cache", ["show", "--no-all-versions", name]);
    const depends = stanza.match(/^(?:Pre-)?Depends: (.*)$/gm) ?? [];
    return depends.flatMap((line) => line.replace(/^[^:]*: /, "").split(/, */))
      .map((alternatives) => alternatives.split(/[ |(:]/)[0]!);
  }

  /** Downloads the candidates of packages, and unpacks them as `root`, which is there when all of them are. */
  async unpack(names: readonly string[], root: string): Promise<void> {
    const folder = await Deno.makeTempDir({ dir: this.#folder, prefix: "debs-" });
    try {
      await this.#run("apt-get", ["download", "-qq", ...names], folder);
      await unpackAll(folder, join(folder, "root"));
      await Deno.mkdir(dirname(root), { recursive: true });
      await Deno.rename(join(folder, "root"), root);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  }

  /** Unpacks packages below `root` with all that they depend on and that is not installed here. */
  async unpackMissing(names: readonly string[], root: string): Promise<void> {
    const archives = join(this.#folder, "cache", "archives");
    await this.#run("apt-get", [
      ...["install", "--download-only", "--yes", "-qq", "--no-install-recommends"],
      ...names,
    ]);
    await unpackAll(archives, root);
    for await (const { name } of Deno.readDir(archives)) {
      if (name.endsWith(".deb")) await Deno.remove(join(archives, name));
    }
  }

  async #run(program: string, args: readonly string[], cwd = this.#folder): Promise<string> {
    return await outputOf(program, [...this.#options, ...args], {
      cwd,
      env: { DEBIAN_FRONTEND: "noninteractive", LC_ALL: "C" },
    });
  }
}

async function unpackAll(folder: string, root: string): Promise<void> {
  await Deno.mkdir(root, { recursive: true });
  for await (const { name } of Deno.readDir(folder)) {
    if (name.endsWith(".deb")) await outputOf("dpkg", ["-x", join(folder, name), root]);
  }
}

/** Release name of the Debian that this is. Throws {@linkcode LabError} elsewhere. */
export async function hostRelease(): Promise<string> {
  const text = await exists("/etc/os-release") ? await Deno.readTextFile("/etc/os-release") : "";
  const [id, name] = ["ID", "VERSION_CODENAME"].map((key) =>
    text.match(new RegExp(`^${key}="?([^"\n]*)`, "m"))?.[1]
  );
  if (id === "debian" && name !== undefined && Deno.build.arch === "x86_64") return name;
  throw new LabError(
    "the lab takes its machines from Debian's packages and needs a Debian on x86-64; " +
      `this is ${id ?? "unknown"} on ${Deno.build.arch}`,
  );
}

/** Where this machine gets Debian's main archive from. */
async function hostMirror(): Promise<string> {
  const release = await hostRelease();
  const format = "$(REPO_URI) $(RELEASE) $(COMPONENT)";
  const lines = (await outputOf("apt-get", ["indextargets", "--format", format])).split("\n");
  const own = lines.find((line) => line.endsWith(` ${release} main`));
  if (own === undefined) throw new LabError(`apt's sources have no "${release} main" to take packages from`);
  return own.split(" ")[0]!;
}
