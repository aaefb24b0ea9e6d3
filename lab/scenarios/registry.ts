/** The scenarios of the lab, in the order in which they are listed and run: the shortest first. */
import type { Scenario } from "../scenario.ts";
import { cluster } from "./cluster.ts";
import { kernels } from "./kernels.ts";
import { nosg } from "./nosg.ts";
import { pair } from "./pair.ts";
import { pmu } from "./pmu.ts";
import { ssh } from "./ssh.ts";
import { topology } from "./topology.ts";

export const SCENARIOS: readonly Scenario[] = [nosg, pair, ssh, cluster, pmu, topology, kernels];
