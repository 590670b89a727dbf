import { roleOf } from "./role";

/** Defined by the build: the variables that make Node, Bun or a library log the traffic of a connection. */
declare const KEYSMITH_LOGGING: readonly string[];

// The traffic contains secrets.
for (const name of KEYSMITH_LOGGING) delete process.env[name];

/** The one program for machines without Node: a provider where an engine starts it as one, else the command `keysmith`. */
async function main(): Promise<void> {
  const role = roleOf(process.argv0, process.argv);
  if (role === "terraform") await import("../terraform/main.js");
  else if (role === "pulumi") await import("../pulumi/plugin/main.js");
  else await (await import("../cli/main.js")).main();
}

void main();
