import { assertEquals } from "@std/assert";
import { withOverrides } from "../../plots/overrides.ts";

class Counter {
  static made = 0;
  #count = 1;
  step = 2;

  get count(): number {
    return this.#count;
  }

  set count(count: number) {
    this.#count = count;
  }

  add(): number {
    return this.#count += this.step;
  }

  reset(): void {
    this.#count = 0;
  }
}

class Loud extends Counter {
  name = "loud";
}

Deno.test("members are forwarded, those of parents too, but for those that are replaced", () => {
  const target = new Loud();
  const other = withOverrides(target, { name: "quiet", reset: () => {} });
  other.step = 10;
  other.count += 5;
  other.reset();
  assertEquals([other.add(), target.count, target.step, other.name, target.name], [
    16,
    16,
    10,
    "quiet",
    "loud",
  ]);
});
