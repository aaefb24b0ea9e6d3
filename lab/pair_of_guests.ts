/** Two guests on a line: `server` runs `netio serve` until `client`, which does the job, is done. */
import { Bridge } from "./bridge.ts";
import { Guest, type GuestResults } from "./guest.ts";
import type { Kernel } from "./kernels.ts";
import type { Lab } from "./scenario.ts";

/** What the client connects to. */
export const SERVER = "server:5201";

export interface PairSpec {
  /** Part of the guests' names. */
  readonly name: string;
  readonly kernel: Kernel;
  readonly image: string;
  readonly mtu: number;
  /** What both do first, on one line of `sh`. */
  readonly preparation?: string;
  /** What the client does. */
  readonly job: string;
}

export interface PairResults {
  readonly server: GuestResults;
  readonly client: GuestResults;
}

const serverJob = (preparation: string) => `
${preparation}
netio serve --listen 0.0.0.0:5201 >/out/serve.txt 2>&1 &
server=$!
nc -l -p 9999 >/dev/null
kill -TERM $server
wait $server
true
`;

const clientJob = (preparation: string, job: string) => `
${preparation}
until nc -w 1 server 5201 </dev/null >/dev/null 2>&1; do sleep 0.5; done
${job}
echo done | nc -w 2 server 9999
true
`;

/** Runs both to their ends. Throws `LabError` as soon as one has failed; the other is ended then. */
export async function runPair(lab: Lab, spec: PairSpec): Promise<PairResults> {
  const { name, mtu, preparation = "", kernel, image } = spec;
  await using bridge = await Bridge.open(lab, mtu, 2);
  const start = (role: string, tap: number, job: string) =>
    Guest.start(lab, {
      ...{ name: `${name}-${role}`, architecture: "x86_64", kernel, image, job },
      kernelArguments: `lab_address=10.9.0.${tap + 1}/24 lab_mtu=${mtu}`,
      options: ["-smp", "1", ...bridge.card(tap)],
      enter: bridge.enter,
    });
  await using serving = await start("server", 0, serverJob(preparation));
  await using driving = await start("client", 1, clientJob(preparation, spec.job));
  const [server, client] = await Promise.all([serving.results(), driving.results()]);
  return { server, client };
}
