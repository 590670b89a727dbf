/**
 * `npm run demo`: the story of one application's access, on an emulator and a real engine; `npm run demo -- ibm` that of a
 * root key. The engine is the first of pulumi, tofu and terraform that is there, or the one that `--engine` names. Where
 * there is none, `--build` builds OpenTofu if Go is there; else, and with `--engine none`, this program does without.
 * Exits 3 when the engine that was asked for is not there, 1 when the story doesn't come true.
 */
import { demo, exitCodeOf } from "./demo";

// A reader that has seen enough, such as `head`, is no error, and what the story has started is still ended.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

demo(process.argv.slice(2), (line) => console.log(line)).catch((error: unknown) => {
  console.error(error instanceof Error ? `\n${error.message}` : error);
  process.exitCode = exitCodeOf(error);
});
