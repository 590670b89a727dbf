import { roleOf } from "./role";

/** Defined by the build: the variables that make Node, Bun or a library write down what passes over a connection. */
declare const KEYSMITH_LOGGING: readonly string[];

// Secrets are in what passes.
for (const name of KEYSMITH_LOGGING) delete process.env[name];

/** The one program for machines without Node: a provider where an engine starts it as that, else the command `keysmith`. */
async function main(): Promise<void> {
  const role = roleOf(process.argv0, process.argv);
  if (role === "terraform") await import("../terraform/main.js");
  else if (role === "pulumi") await import("../pulumi/plugin/main.js");
  else await (await import("../cli/main.js")).main();
}

void main();
