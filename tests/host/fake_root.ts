/** /proc and /sys of another machine, as files under a temporary directory; removed by `using`. */
export class FakeRoot implements Disposable {
  readonly path = Deno.makeTempDirSync();

  /** @param files path → text; a path that ends in `/` is an empty directory */
  constructor(files: Readonly<Record<string, string>> = {}) {
    for (const [path, text] of Object.entries(files)) {
      const directory = path.slice(0, path.lastIndexOf("/"));
      Deno.mkdirSync(this.path + directory, { recursive: true });
      if (!path.endsWith("/")) Deno.writeTextFileSync(this.path + path, text + "\n");
    }
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.path, { recursive: true });
  }
}

/** The topology files of one CPU. */
export function cpuFiles(cpu: number, about: {
  readonly siblings: string;
  readonly package?: number;
  readonly node?: number;
  readonly maxFreqKhz?: number;
  readonly capacity?: number;
  readonly governor?: string;
}): Record<string, string> {
  const directory = `/sys/devices/system/cpu/cpu${cpu}`;
  const files: Record<string, string> = {
    [`${directory}/topology/core_cpus_list`]: about.siblings,
    [`${directory}/topology/physical_package_id`]: `${about.package ?? 0}`,
  };
  if (about.node !== undefined) files[`${directory}/node${about.node}/`] = "";
  if (about.maxFreqKhz !== undefined) files[`${directory}/cpufreq/cpuinfo_max_freq`] = `${about.maxFreqKhz}`;
  if (about.governor !== undefined) files[`${directory}/cpufreq/scaling_governor`] = about.governor;
  if (about.capacity !== undefined) files[`${directory}/cpu_capacity`] = `${about.capacity}`;
  return files;
}

/** A laptop with 2 performance cores of 2 threads (CPUs 0–3) and 2 efficient cores (4, 5). */
export const HYBRID_LAPTOP: Readonly<Record<string, string>> = {
  "/sys/devices/system/cpu/online": "0-5",
  "/sys/devices/system/cpu/isolated": "",
  ...cpuFiles(0, { siblings: "0-1", node: 0, maxFreqKhz: 5_000_000, governor: "powersave" }),
  ...cpuFiles(1, { siblings: "0-1", node: 0, maxFreqKhz: 5_000_000, governor: "powersave" }),
  ...cpuFiles(2, { siblings: "2-3", node: 0, maxFreqKhz: 4_900_000, governor: "powersave" }),
  ...cpuFiles(3, { siblings: "2-3", node: 0, maxFreqKhz: 4_900_000, governor: "powersave" }),
  ...cpuFiles(4, { siblings: "4", node: 0, maxFreqKhz: 3_700_000, governor: "performance" }),
  ...cpuFiles(5, { siblings: "5", node: 0, maxFreqKhz: 3_700_000, governor: "performance" }),
  "/sys/bus/event_source/devices/cpu_core/type": "4",
  "/sys/bus/event_source/devices/cpu_core/cpus": "0-3",
  "/sys/bus/event_source/devices/cpu_core/events/cpu-cycles": "event=0x3c",
  "/sys/bus/event_source/devices/cpu_core/caps/pmu_name": "alderlake_hybrid",
  "/sys/bus/event_source/devices/cpu_atom/type": "10",
  "/sys/bus/event_source/devices/cpu_atom/cpus": "4-5",
  "/sys/bus/event_source/devices/uncore_imc/type": "20",
  "/sys/bus/event_source/devices/uncore_imc/cpumask": "0",
  "/sys/bus/event_source/devices/software/type": "1",
  "/sys/devices/system/cpu/intel_pstate/no_turbo": "0",
  "/sys/devices/system/cpu/cpu0/cpufreq/scaling_driver": "intel_pstate",
  "/sys/devices/system/cpu/cpu0/cache/index0/level": "1",
  "/sys/devices/system/cpu/cpu0/cache/index0/type": "Data",
  "/sys/devices/system/cpu/cpu0/cache/index0/size": "48K",
  "/sys/devices/system/cpu/cpu0/cache/index0/shared_cpu_list": "0-1",
  "/sys/devices/system/cpu/vulnerabilities/meltdown": "Not affected",
  "/proc/cpuinfo": "processor\t: 0\nmodel name\t: 13th Gen Intel(R) Core(TM) i7-13700H\nflags\t\t: fpu vme",
  "/proc/sys/kernel/osrelease": "6.8.0-45-generic",
  "/proc/sys/kernel/perf_event_paranoid": "4",
  "/proc/sys/kernel/nmi_watchdog": "1",
  "/sys/devices/system/clocksource/clocksource0/current_clocksource": "tsc",
  "/proc/loadavg": "0.52 0.58 0.59 1/389 12345",
  "/proc/stat": "cpu  100 20 300 4000 50 6 70 40 9 0\ncpu0 1 2 3 4 5 6 7 8 9 0",
  "/proc/meminfo":
    "MemTotal:       16000 kB\nMemAvailable:    8000 kB\nHugePages_Total:       3\nHugepagesize:       2048 kB",
  "/sys/kernel/mm/transparent_hugepage/enabled": "always [madvise] never",
  "/sys/class/net/eth0/mtu": "9000",
  "/sys/class/net/eth0/speed": "100000",
  "/sys/class/net/eth0/device/uevent": "DRIVER=mlx5_core\nPCI_CLASS=20000",
  "/sys/class/net/eth0/queues/tx-0/": "",
  "/sys/class/net/eth0/queues/tx-1/": "",
  "/sys/class/net/eth0/queues/rx-0/": "",
  "/sys/class/net/lo/mtu": "65536",
  "/sys/class/net/lo/queues/rx-0/rps_cpus": "00",
  "/sys/class/net/lo/queues/tx-0/": "",
  "/sys/class/net/lo/threaded": "0",
  "/proc/sys/net/core/optmem_max": "20480",
  "/proc/sys/net/ipv4/tcp_rmem": "4096\t131072\t6291456",
  "/proc/sys/net/ipv4/tcp_wmem": "4096\t16384\t4194304",
  "/proc/sys/net/ipv4/tcp_congestion_control": "bbr",
  "/proc/sys/net/ipv4/tcp_allowed_congestion_control": "reno bbr",
  "/proc/sys/net/ipv4/tcp_available_congestion_control": "reno bbr cubic",
  "/proc/net/packet":
    "sk               RefCnt Type Proto\nffff8c2f 3      3    0003\nffff8c30 3      2    88cc",
  "/proc/self/status": "Uid:\t1000\t1000\t1000\t1000\nCapEff:\t0000004000004000\nCpus_allowed_list:\t0-2,5",
  "/proc/self/limits": "Limit                     Soft Limit           Hard Limit           Units\n" +
    "Max open files            1024                 1048576              files     \n" +
    "Max locked memory         8388608              unlimited            bytes     ",
};
