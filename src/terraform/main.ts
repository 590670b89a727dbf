import { vendors } from "../catalog";
import { isKeysmithError } from "../core/errors";
import { servePlugin, startedByEngine } from "./protocol/serve";
import { createProvider } from "./provider";

const HELP = `This is the Keysmith provider for Terraform and OpenTofu: they start it themselves.

  keysmith provider install    puts it where they find it without a registry, and prints what to write into a configuration
`;

/** Serves until the engine is done. An earlier failure is written where the engine shows it: to standard output. */
async function main(): Promise<void> {
  if (!startedByEngine(process.env)) {
    process.stderr.write(HELP);
    process.exitCode = 1;
    return;
  }
  const say = process.stdout.write.bind(process.stdout);
  try {
    await servePlugin(createProvider(vendors, { env: process.env, folder: process.cwd() }), process.env);
    process.exit(0);
  } catch (error) {
    const text = isKeysmithError(error) ? error.message : `Keysmith failed to start: ${String(error)}`;
    say(`${text}\n`, () => process.exit(1));
  }
}

void main();
