/**
 * Golden values: what a C compiler says of the kernel's headers, kept beside the small program that printed it, so
 * that tests hold without a compiler and are made again where there is one.
 */

export type Golden = Readonly<Record<string, number | string>>;

const directory = import.meta.dirname!;

/** The values in `tests/golden/<name>.json`. */
export function readGolden(name: string): Golden {
  return JSON.parse(Deno.readTextFileSync(`${directory}/${name}.json`)) as Golden;
}

/** The same, printed anew by `tests/golden/<name>.c`; `null` on a machine without gcc. */
export function remakeGolden(name: string): Golden | null {
  const program = Deno.makeTempFileSync();
  try {
    const gcc = new Deno.Command("gcc", { args: ["-o", program, `${directory}/${name}.c`] }).outputSync();
    if (!gcc.success) throw new Error(new TextDecoder().decode(gcc.stderr));
    const { stdout } = new Deno.Command(program).outputSync();
    return JSON.parse(new TextDecoder().decode(stdout)) as Golden;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  } finally {
    Deno.removeSync(program);
  }
}
