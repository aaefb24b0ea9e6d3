/** Where system programs (ip, nsenter, unshare) are looked for; an empty environment has no PATH. */
const USUAL_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** The `env` of a command that runs a system program by its name. */
export function searchPath(): { PATH: string } {
  return { PATH: Deno.env.get("PATH") ?? USUAL_PATH };
}
