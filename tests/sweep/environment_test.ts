import { assertEquals } from "@std/assert";
import { planFrom } from "../../cli/options/sweep_options.ts";
import { sessionEnvironment } from "../../sweep/environment.ts";

const ENDS = {
  send: { hostName: "n2", address: "10.0.0.2" },
  receive: { hostName: "n1", address: "10.0.0.1" },
};

Deno.test("both hosts are named, or neither: who keeps his own name to himself keeps the other's", () => {
  const endsOf = (hostName: string | null) =>
    sessionEnvironment(planFrom({}), "0.0.0", [], ENDS, { hostName, title: null }).ends;
  assertEquals(endsOf("n1"), ENDS);
  assertEquals(endsOf(null), {
    send: { hostName: null, address: "10.0.0.2" },
    receive: { hostName: null, address: "10.0.0.1" },
  });
});
