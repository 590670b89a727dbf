import { createRequire } from "node:module";
import path from "node:path";
import { Command } from "commander";
import { ConfigurationError } from "../core/errors";

const PACKAGE = "keysmith-emulator";
const requireFound = createRequire(__filename);

/**
 * `keysmith emulator`: what `keysmith-emulator` does, where that package is installed. Its options are its own.
 * @param folders where to look for it, with the folders above them: the user's project first
 */
export function emulatorCommand(folders: readonly string[] = [process.cwd(), __dirname]): Command {
  return new Command("emulator")
    .description(`run a server that answers like the vendors' key management services (package ${PACKAGE})`)
    .helpOption(false)
    .allowUnknownOption()
    .allowExcessArguments()
    .action((_options: unknown, { args }: Command) => {
      const program = programIn(folders);
      // In this process, so that signals reach it as they would without us.
      process.argv.splice(1, Number.POSITIVE_INFINITY, program, ...args);
      requireFound(program);
    });
}

function programIn(folders: readonly string[]): string {
  try {
    const manifest = requireFound.resolve(`${PACKAGE}/package.json`, { paths: [...folders] });
    const { bin } = requireFound(manifest) as { readonly bin: Readonly<Record<string, string>> };
    return path.join(path.dirname(manifest), bin[PACKAGE] ?? "");
  } catch (cause) {
    throw new ConfigurationError(
      `The emulator is a package of its own, ${PACKAGE}, which is not installed here`,
      `Install it with: npm install --save-dev ${PACKAGE}`,
      { cause },
    );
  }
}
