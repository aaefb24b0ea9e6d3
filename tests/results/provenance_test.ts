import { assertEquals } from "@std/assert";
import { tabulate } from "../../results/cells.ts";
import { provenanceOf } from "../../results/provenance.ts";
import type { ResultRow } from "../../results/columns.ts";
import { readText } from "./foreign/field_files.ts";
import { fakeRows, ONE_PLACE } from "../plots/fake_results.ts";

const ENVIRONMENT = {
  title: "FAKE title",
  hostName: "fake-host",
  netioVersion: "0.0.0-fake",
  host: { kernelRelease: "6.99-FAKE", cpu: { model: "FAKE CPU" } },
};

function pinned(tx: (trial: number) => string | null): ResultRow[] {
  return fakeRows(ONE_PLACE).map((row) => ({ ...row, tx_cpus: tx(row.trial!), rx_cpus: "1" }));
}

Deno.test("the context of netio's own rows comes from them and from environment.json", () => {
  assertEquals(provenanceOf(tabulate(pinned(() => "0")).cells, ENVIRONMENT), {
    title: "FAKE title",
    hostName: "fake-host",
    cpuModel: "FAKE CPU",
    kernel: "Linux 6.99-FAKE",
    topology: "loopback",
    load: null,
    pinning: "tx 0, rx 1",
    dateUtc: "2001-02-03 04:05 UTC",
    repeats: "7",
    netioVersion: "0.0.0-fake",
  });
});

Deno.test("pinning says none, some, one place or many", () => {
  const text = (tx: (trial: number) => string | null) =>
    provenanceOf(tabulate(pinned(tx)).cells, null).pinning;
  assertEquals(text(() => null), "none");
  assertEquals(text((trial) => trial === 0 ? null : "0"), "in some trials");
  assertEquals(text((trial) => trial % 2 === 0 ? "0" : "2"), "one CPU per thread");
  assertEquals(text((trial) => trial % 2 === 0 ? "0" : "0 0"), "fixed CPUs, shared by threads");
  assertEquals(text((trial) => trial % 2 === 0 ? "0" : "1"), "fixed CPUs, shared by threads", "of both ends");
  const hosts = pinned((trial) => trial % 2 === 0 ? "0" : "1").map((row) => ({ ...row, topology: "hosts" }));
  const { pinning } = provenanceOf(tabulate(hosts).cells, null);
  assertEquals(pinning, "one CPU per thread", "each host has a CPU 1 of its own");
});

Deno.test("senders that went by the clock, all at one rate, were offered so much", () => {
  const offered = (gbps: readonly number[]) =>
    provenanceOf(
      tabulate(fakeRows(ONE_PLACE).map((row, i) => ({ ...row, offered_gbps: gbps[i % gbps.length]! }))).cells,
      null,
    ).load;
  assertEquals([offered([2.5]), offered([5, 2])], ["2.5 Gbit/s offered", null]);
});

Deno.test("of another program's file nothing is claimed", () => {
  const { rows } = readText("Mode,Size,Threads,Throughput_Gbps\n0,64,1,2\n0,64,1,2\n1,64,1,3\n");
  assertEquals(provenanceOf(tabulate(rows).cells, null), {
    title: null,
    hostName: null,
    cpuModel: null,
    kernel: null,
    topology: null,
    load: null,
    pinning: null,
    dateUtc: null,
    repeats: "1–2",
    netioVersion: null,
  });
});

Deno.test("an environment.json of another shape is no reason to fail", () => {
  const { cpuModel, kernel } = provenanceOf(tabulate([]).cells, { host: [1], netioVersion: {} });
  assertEquals([cpuModel, kernel], [null, null]);
});
