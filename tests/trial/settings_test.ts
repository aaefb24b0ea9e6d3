import { assertEquals, assertThrows } from "@std/assert";
import { applyOptions, INT_OPTIONS } from "../../net/socket_options.ts";
import { SET_UP_COLUMNS } from "../../results/columns.ts";
import { tcpSocket } from "../../net/socket.ts";
import { DEFAULTS, SETTINGS, type Settings, settingsOf, socketOptionsOf } from "../../trial/settings.ts";
import { singleWindow } from "../../trial/schedule.ts";
import { CELL, type TrialSpec, trialSpecSchema, TURNS_MAX } from "../../trial/trial_spec.ts";

const SPEC: TrialSpec = {
  ...DEFAULTS,
  modes: ["one-copy", "zero-copy"],
  messageBytes: 64,
  threads: 1,
  rx: "recv",
  rateBps: null,
  payloadSeed: -7,
  schedule: singleWindow(100),
};
const HOSTS = { kind: "hosts", hostname: "node2", port: 1, sender: "server", timeoutMs: 1e3 } as const;

Deno.test("every default is a value that its setting allows", () => {
  for (const [name, { schema, byDefault }] of Object.entries(SETTINGS)) {
    assertEquals(schema.safeParse(byDefault).success, true, name);
  }
  assertEquals(trialSpecSchema.parse(SPEC), SPEC);
});

Deno.test("values beyond the limits, fields that are missing and fields that are too many are no spec", () => {
  for (const [name, { limits }] of Object.entries({ ...SETTINGS, ...CELL })) {
    if (!("least" in limits)) continue;
    const accepts = (value: number) => trialSpecSchema.safeParse({ ...SPEC, [name]: value }).success;
    const { least, most } = limits;
    assertEquals([least, most, least - 1, most + 1].map(accepts), [true, true, false, false], name);
  }
  const accepts = (spec: object) => trialSpecSchema.safeParse(spec).success;
  assertEquals(accepts({ ...SPEC, alignBytes: 48 }), false);
  assertEquals(accepts({ ...SPEC, modes: ["three-copy"] }), false);
  assertEquals(accepts({ ...SPEC, modes: [] }), false);
  assertEquals(
    [{ rx: "read" }, { rx: ["recv"] }, { rateBps: [1e9] }].map((c) => accepts({ ...SPEC, ...c })),
    [
      false,
      false,
      false,
    ],
  );
  assertEquals(accepts({ ...SPEC, mssBytes: undefined }), false);
  assertEquals(accepts({ ...SPEC, sizes: [64] }), false);
});

Deno.test("a schedule has a slice that lasts, parts that are not negative, and no more turns than a message tells", () => {
  const accepts = (changes: object) =>
    trialSpecSchema.safeParse({ ...SPEC, schedule: { ...SPEC.schedule, ...changes } }).success;
  assertEquals([{}, { washoutMs: 4, tailMs: 0.5 }, { sliceMs: 0.1 }].map(accepts), [true, true, true]);
  for (const wrong of [{ sliceMs: 0 }, { washoutMs: -1 }, { tailMs: -1 }, { rounds: 0 }, { rounds: 1.5 }]) {
    assertEquals(accepts(wrong), false, JSON.stringify(wrong));
  }
  const most = TURNS_MAX / SPEC.modes.length;
  assertEquals([{ rounds: most }, { rounds: most + 1 }].map(accepts), [true, false]);
});

Deno.test("the settings of something larger are those of the table, no more", () => {
  assertEquals(settingsOf(SPEC), DEFAULTS);
});

Deno.test("auto is on for round trips, off for streams, and the system's algorithm between two hosts", () => {
  const options = (changes: Partial<Settings>) => {
    const { nodelay, congestion } = socketOptionsOf({ ...DEFAULTS, ...changes });
    return [nodelay, congestion];
  };
  assertEquals(options({}), ["off", "auto"]);
  assertEquals(options({ pattern: "rr" }), ["on", "auto"]);
  assertEquals(options({ topology: HOSTS }), ["off", "system"]);
  assertEquals(options({ pattern: "rr", topology: HOSTS, nodelay: "off", congestion: "reno" }), [
    "off",
    "reno",
  ]);
});

Deno.test("what a socket option is read back into is a column that shows its setting", () => {
  for (const { setting, column } of INT_OPTIONS) {
    assertEquals(SET_UP_COLUMNS.find(({ name }) => name === column)?.shows, [setting]);
  }
});

Deno.test("columns show settings that there are", () => {
  const names = SET_UP_COLUMNS.flatMap(({ shows = [] }) => shows.map((path) => path.split(".")[0]!));
  assertEquals(names.filter((name) => !Object.hasOwn({ ...SETTINGS, ...CELL }, name)), []);
});

Deno.test("what a socket is asked for are settings of these names", () => {
  using socket = tcpSocket();
  const asked = socketOptionsOf({ ...DEFAULTS, mssBytes: 12 });
  assertThrows(() => applyOptions(socket, asked), Error, "TCP_MAXSEG");
});
