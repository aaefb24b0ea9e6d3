/**
 * `netio --version`: what exactly is running, so that a result can be traced to the program that made it.
 *
 * A checkout says so and asks git nothing; a compiled program carries the commit in `dist/build.json`, which
 * `scripts/compile.ts` writes and embeds.
 */
import config from "../../deno.json" with { type: "json" };

/** What `scripts/compile.ts` knows about the sources it embeds; `commit` is null outside a git repository. */
export interface BuildInfo {
  readonly commit: string | null;
  /** The working tree differed from `commit`. */
  readonly modified: boolean;
}

/** netio's version, its commit, the Deno it runs on and the target, one per line. */
export function versionText(): string {
  return [
    `netio ${config.version}`,
    `commit ${Deno.build.standalone ? commitText(embeddedBuild()) : "checkout"}`,
    `deno ${Deno.version.deno} (v8 ${Deno.version.v8})`,
    `target ${Deno.build.target}`,
  ].join("\n");
}

/** A build's commit as one word, `-modified` where the sources were not exactly that commit. */
export function commitText(build: BuildInfo): string {
  if (build.commit === null) return "unknown";
  return build.modified ? `${build.commit}-modified` : build.commit;
}

/** THIRD_PARTY.md: the licences of everything in a compiled program besides netio itself. */
export function licencesText(): string {
  return Deno.readTextFileSync(new URL("../../THIRD_PARTY.md", import.meta.url));
}

function embeddedBuild(): BuildInfo {
  return JSON.parse(Deno.readTextFileSync(new URL("../../dist/build.json", import.meta.url)));
}
