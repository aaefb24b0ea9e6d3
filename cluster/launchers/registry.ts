/** The ways to run a command on another host, as `--launch` has them. */
import type { Launcher } from "../launcher.ts";
import { NETNS } from "./netns.ts";
import { SRUN } from "./srun.ts";
import { SSH } from "./ssh.ts";

export const LAUNCHERS = { ssh: SSH, srun: SRUN, netns: NETNS } satisfies Readonly<Record<string, Launcher>>;

export type LauncherName = keyof typeof LAUNCHERS;

export const LAUNCHER_NAMES = Object.keys(LAUNCHERS) as LauncherName[];
