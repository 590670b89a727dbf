/**
 * `npm run demo`: the story of one application's access, on an emulator and a real engine; `npm run demo -- ibm` that of a
 * root key. The engine is the first available of pulumi, tofu and terraform, or the one that `--engine` names. When none is
 * available, `--build` builds OpenTofu if Go is installed. Otherwise, and with `--engine none`, this program plays the engine.
 * Exits 3 when the requested engine is not available, 1 when a claim of the story is false.
 */
import { demo, exitCodeOf } from "./demo";

// A reader that has seen enough, such as `head`, causes no error, and everything that the story has started is still stopped.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

demo(process.argv.slice(2), (line) => console.log(line)).catch((error: unknown) => {
  console.error(error instanceof Error ? `\n${error.message}` : error);
  process.exitCode = exitCodeOf(error);
});
