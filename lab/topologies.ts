/**
 * The machines of the scenario `topology`: 2 sockets × 4 cores × 2 threads on 2 memory nodes, as they are, with CPUs
 * isolated, missing and offline; and where connections go on them.
 *
 * Siblings are neighbours (0 and 1, 2 and 3, …), node 0 has CPUs 0 to 7. What is expected was worked out by hand from the
 * rule: every other core of the node with the most whole cores, siblings when these have run out, then round again.
 */

/** A row: where its connections have to be, and which warnings of where they are it has to carry. */
export interface PlacedRow {
  readonly threads: number;
  readonly tx: string;
  readonly rx: string;
  /** Absent where the row may carry none. */
  readonly warnings?: string;
}

export interface PlacedSweep {
  readonly name: string;
  readonly about?: string;
  /** A line of `sh` before it. */
  readonly before?: string;
  readonly options?: string;
  readonly rows: readonly PlacedRow[];
}

export interface Topology {
  readonly name: string;
  readonly about: string;
  readonly kernelArguments?: string;
  /** A line of `sh` before anything else. */
  readonly preparation?: string;
  readonly sweeps: readonly PlacedSweep[];
  /** What `netio doctor` has to say of CPUs and of isolated ones: the value, and what its advice has to end with. */
  readonly doctor: Readonly<Record<"cpus" | "isolated", readonly [value: string, adviceEnd: string | null]>>;
}

const NONE_ISOLATED = ["none", null] as const;

export const TOPOLOGIES: readonly Topology[] = [
  {
    name: "plain",
    about: "all 16 CPUs",
    sweeps: [
      {
        name: "placed",
        rows: [
          { threads: 1, tx: "0", rx: "2" },
          { threads: 2, tx: "0 4", rx: "2 6" },
          { threads: 4, tx: "0 4 1 5", rx: "2 6 3 7", warnings: "smt-siblings (8 CPUs on 4 cores)" },
        ],
      },
      {
        name: "siblings",
        about: "--pin to the siblings of a core",
        options: "--pin tx=0,rx=1",
        rows: [{ threads: 1, tx: "0", rx: "1", warnings: "smt-siblings (2 CPUs on 1 core)" }],
      },
      {
        name: "apart",
        about: "taskset to one CPU of each node",
        before: "taskset -cp 0,8 $$",
        rows: [{ threads: 1, tx: "0", rx: "8" }],
      },
    ],
    doctor: {
      cpus: ["16 logical, 8 cores, --pin auto uses 4 cores", "--pin tx=0,2,8,10,rx=4,6,12,14"],
      isolated: NONE_ISOLATED,
    },
  },
  {
    name: "isolcpus",
    about: "isolcpus=2,3: node 1 has more whole cores",
    kernelArguments: "isolcpus=2,3",
    sweeps: [
      {
        name: "placed",
        rows: [
          { threads: 1, tx: "8", rx: "10" },
          { threads: 2, tx: "8 12", rx: "10 14" },
          { threads: 4, tx: "8 12 9 13", rx: "10 14 11 15", warnings: "smt-siblings (8 CPUs on 4 cores)" },
        ],
      },
      {
        name: "isolated",
        about: "--pin to the isolated CPUs, siblings of a core",
        options: "--pin tx=2,rx=3",
        rows: [{ threads: 1, tx: "2", rx: "3", warnings: "smt-siblings (2 CPUs on 1 core)" }],
      },
    ],
    doctor: {
      cpus: ["16 logical, 8 cores, 14 allowed, --pin auto uses 4 cores", "--pin tx=8,10,0,rx=12,14,4"],
      isolated: ["2-3", "--pin tx=2,rx=…"],
    },
  },
  {
    name: "maxcpus",
    about: "maxcpus=6: the kernel starts one thread of each core first, 0 2 4 6 8 10",
    kernelArguments: "maxcpus=6",
    sweeps: [{
      name: "placed",
      rows: [
        { threads: 1, tx: "0", rx: "2" },
        { threads: 2, tx: "0 4", rx: "2 6" },
        { threads: 4, tx: "0 4 0 4", rx: "2 6 2 6", warnings: "oversubscribed (8 on 4 CPUs)" },
      ],
    }],
    doctor: {
      cpus: ["6 logical, 6 cores, --pin auto uses 4 cores", "--pin tx=0,2,8,rx=4,6,10"],
      isolated: NONE_ISOLATED,
    },
  },
  {
    name: "offline",
    about: "CPUs 1, 3, 8, 12 offline: cores without their siblings",
    preparation: "for cpu in 1 3 8 12; do echo 0 >/sys/devices/system/cpu/cpu$cpu/online; done",
    sweeps: [{
      name: "placed",
      rows: [
        { threads: 1, tx: "0", rx: "2" },
        { threads: 2, tx: "0 4", rx: "2 6" },
        {
          threads: 4,
          tx: "0 4 5 0",
          rx: "2 6 7 2",
          warnings: "oversubscribed (8 on 6 CPUs); smt-siblings (6 CPUs on 4 cores)",
        },
      ],
    }],
    doctor: {
      cpus: ["12 logical, 8 cores, --pin auto uses 4 cores", "--pin tx=0,2,9-10,rx=4,6,13-14"],
      isolated: NONE_ISOLATED,
    },
  },
];
