import { assertEquals } from "@std/assert";
import { readTaskHeadroom } from "../../host/tasks.ts";
import { FakeRoot } from "./fake_root.ts";

function headroomIn(files: Record<string, string>) {
  using root = new FakeRoot(files);
  return readTaskHeadroom(root.path);
}

function group(directory: string, limit: string, used: number): Record<string, string> {
  return { [`${directory}/pids.max`]: limit, [`${directory}/pids.current`]: `${used}` };
}

const V1 = "/sys/fs/cgroup/pids", V2 = "/sys/fs/cgroup";

Deno.test("the tightest pids.max counts, of this process's groups and all above them, in both versions", () => {
  const pod = { left: 4, limit: 24, limitedBy: "pids.max" as const };
  const nested = { "/proc/self/cgroup": "0::/pod/container" };
  const v2 = { ...group(`${V2}/pod`, "24", 20), ...group(`${V2}/pod/container`, "max", 3) };
  assertEquals(headroomIn({ ...nested, ...v2 }), pod);
  const v1 = { "/proc/self/cgroup": "9:pids:/job\n8:cpu:/other", ...group(`${V1}/job`, "24", 20) };
  assertEquals(headroomIn({ ...v1, ...group(V1, "100", 90) }), pod);
  assertEquals(headroomIn({ ...nested, ...group(`${V2}/pod`, "24", 30) }), { ...pod, left: 0 });
  assertEquals(headroomIn({ ...nested, ...group(`${V2}/pod`, "max", 20) }), null);
  assertEquals(headroomIn({}), null);
});

Deno.test("RLIMIT_NPROC counts all tasks of the user; whoever could raise it goes beyond it", () => {
  const status = (uid: number, threads: number) => `Uid:\t${uid}\t0\t0\t0\nThreads:\t${threads}\n`;
  const files = (uid: number, capabilities: string) => ({
    "/proc/self/limits": "Max processes             64                   128                  processes \n",
    "/proc/self/status": `${status(uid, 7)}CapEff:\t${capabilities}\n`,
    "/proc/17/status": status(uid, 7),
    "/proc/18/status": status(uid, 30),
    "/proc/19/status": status(uid + 1, 500),
  });
  const limited = { left: 27, limit: 64, limitedBy: "RLIMIT_NPROC" as const };
  assertEquals(headroomIn(files(1000, "0000000000000000")), limited);
  assertEquals(headroomIn(files(1000, "0000000001000000")), null); // CAP_SYS_RESOURCE
  assertEquals(headroomIn(files(0, "0000000000000000")), null);
});
