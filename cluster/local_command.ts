/** Runs commands on this host. */

interface CommandOutput {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command to its end, without input. Throws Error where there is no such program. */
export async function runHere([program, ...args]: readonly string[]): Promise<CommandOutput> {
  try {
    const command = new Deno.Command(program!, { args, stdin: "null", stdout: "piped", stderr: "piped" });
    const { code, stdout, stderr } = await command.output();
    const decoder = new TextDecoder();
    return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) throw new Error(`there is no program ${program} here`);
    throw error;
  }
}
