import { assertEquals } from "@std/assert";
import { allowedCpus, pinThread } from "../../ffi/affinity.ts";
import { allowanceHere, pinnableCpus } from "../../sweep/allowance.ts";
import { FakeRoot } from "../host/fake_root.ts";

const allowed = allowedCpus();
const NO_SUCH_CPU = 8191;

function pinnableWhere(mask: readonly number[], isolated: string): number[] {
  using root = new FakeRoot({ "/sys/devices/system/cpu/isolated": isolated });
  try {
    pinThread(mask);
    const found = pinnableCpus(root.path);
    assertEquals(allowedCpus(), [...mask], "the mask is as it was");
    assertEquals(allowanceHere(root.path).cpus, found, "what preflight goes by");
    return found;
  } finally {
    pinThread(allowed);
  }
}

Deno.test({
  name: "CPUs that isolcpus keeps out of the mask may be pinned to, those that are only left out may not",
  ignore: allowed.length < 2,
  fn: () => {
    const [first, second] = allowed;
    assertEquals(pinnableWhere([first!], `${second}`), [first!, second!]);
    assertEquals(pinnableWhere([first!], ""), [first!]);
    assertEquals(pinnableWhere([second!], `${second}`), [second!]);
  },
});

Deno.test("isolated CPUs that this process can't have are not promised", () => {
  assertEquals(pinnableWhere([allowed[0]!], `${NO_SUCH_CPU}`), [allowed[0]!]);
});
