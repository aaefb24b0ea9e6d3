/** Compares plain data with a file of JSON beside the test; `UPDATE_SNAPSHOTS=1` writes the file instead. */
import { assertEquals } from "@std/assert";

/** Numbers are compared to nine digits: the last ones of a logarithm are the machine's. */
export function assertSnapshot(actual: unknown, name: string): void {
  const path = new URL(`./snapshots/${name}.snapshot`, import.meta.url);
  const text = JSON.stringify(
    actual,
    (_, value) => typeof value === "number" ? Number(value.toPrecision(9)) : value,
    1,
  );
  if (Deno.env.get("UPDATE_SNAPSHOTS") === "1") Deno.writeTextFileSync(path, text + "\n");
  assertEquals(JSON.parse(text), JSON.parse(Deno.readTextFileSync(path)));
}
