import { roleOf } from "./role";

// What makes Node, Bun or a library write down what passes over a connection: secrets are in it.
for (const name of ["DEBUG", "NODE_DEBUG", "NODE_DEBUG_NATIVE", "GRPC_TRACE", "GRPC_NODE_TRACE"])
  delete process.env[name];

/** The one program for machines without Node: a provider where an engine starts it as that, else the command `keysmith`. */
async function main(): Promise<void> {
  const role = roleOf(process.argv0, process.argv);
  if (role === "terraform") await import("../terraform/main.js");
  else if (role === "pulumi") await import("../pulumi/plugin/main.js");
  else await (await import("../cli/main.js")).main();
}

void main();
