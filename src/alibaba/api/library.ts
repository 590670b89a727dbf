import { createRequire } from "node:module";

export type Library = typeof import("@alicloud/credentials");

/** The names of the logs in which the library and its httpx write what they sign, send and receive. */
const LOGS: readonly string[] = ["httpx*", "sign"];

let library: Library | undefined;

/** The vendor's credentials library, which logs nothing, whatever `DEBUG` says. Loaded on first use: a plan needs no credentials. */
export function credentialsLibrary(): Library {
  if (library) return library;
  keepSilent();
  library = require("@alicloud/credentials") as Library;
  return library;
}

interface Debug {
  disable(): string;
  enable(names: string): void;
}

/** Other users of `debug` in this process keep their logs. */
function keepSilent(): void {
  for (const debug of loggers()) {
    const names = debug.disable();
    if (names !== "") debug.enable([names, ...LOGS.map((log) => `-${log}`)].join(","));
  }
}

/** `debug` as the library and as httpx resolve it, which may differ. Empty in the bundled provider, whose build leaves it out. */
function loggers(): readonly Debug[] {
  try {
    const ours = createRequire(__filename);
    const theirs = createRequire(ours.resolve("@alicloud/credentials"));
    return [theirs, createRequire(theirs.resolve("httpx"))].flatMap((from) => debugOf(from) ?? []);
  } catch {
    return [];
  }
}

function debugOf(from: NodeJS.Require): Debug | undefined {
  try {
    return from("debug") as Debug;
  } catch {
    return undefined;
  }
}
