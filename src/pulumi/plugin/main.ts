import { isKeysmithError } from "../../core/errors";
import { servePlugin } from "./serve";

/** Engines give their address as the last argument; one that attaches later says it then. */
const ADDRESS = /^[^\s/]+:\d+$/;

/** Serves until the engine is done. An earlier failure is written to standard error, which the engine shows. */
async function main(): Promise<void> {
  const address = process.argv.at(-1) ?? "";
  try {
    await servePlugin(process.env, ADDRESS.test(address) ? address : "");
    process.exit(0);
  } catch (error) {
    const text = isKeysmithError(error) ? error.message : `Keysmith failed to start: ${String(error)}`;
    process.stderr.write(`${text}\n`, () => process.exit(1));
  }
}

void main();
