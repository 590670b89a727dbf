#!/usr/bin/env node
import { createRequire } from "node:module";
import path from "node:path";
import { Command } from "commander";
import { vendors } from "../catalog";
import { ConfigurationError, isKeysmithError } from "../core/errors";
import { isExecutable, packageVersion } from "../version";
import { accessCommand } from "./access-command";
import { adoptCommand } from "./adopt-command";
import { dueCommand } from "./due-command";
import { migrateCommand } from "./migrate-command";
import { openCommand } from "./open-command";
import { pluginCommand } from "./plugin-command";
import { providerCommand } from "./provider-command";
import { revokeCommand } from "./revoke-command";
import { scheduleCommand } from "./schedule-command";
import { stateKeyCommand } from "./state-key-command";
import { failingCode } from "./terminal";
import { vendorCommands } from "./vendor-commands";

export function program(): Command {
  const commands = [
    adoptCommand(vendors),
    emulatorCommand(),
    accessCommand(),
    dueCommand(),
    migrateCommand(),
    openCommand(),
    pluginCommand(),
    providerCommand(),
    revokeCommand(),
    scheduleCommand(),
    stateKeyCommand(vendors),
    ...vendorCommands(vendors),
  ];
  const keysmith = new Command("keysmith")
    .description("KMS access as code: credentials that rotate themselves")
    .version(packageVersion())
    .showHelpAfterError();
  return commands.reduce((all, command) => all.addCommand(command), keysmith);
}

/**
 * A reader that has seen enough, such as `head`, is no error. An answer that can't be written for another reason is one, which is
 * told once; whatever the command does beside answering, it does to the end.
 */
function watchOutput(): void {
  let isTold = false;
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE" || isTold) return;
    isTold = true;
    console.error(`keysmith: standard output can't be written: ${error.message}`);
    process.on("exit", () => {
      process.exitCode = failingCode();
    });
  });
  // Nobody is left who could be told.
  process.stderr.on("error", () => undefined);
}

export async function main(): Promise<void> {
  watchOutput();
  try {
    await program().parseAsync();
  } catch (error) {
    // A file or folder that can't be written needs no stack trace either.
    const known = isKeysmithError(error) || (error instanceof Error && "syscall" in error);
    console.error(known ? `keysmith: ${(error as Error).message}` : error);
    process.exitCode = failingCode();
  }
}

const PACKAGE = "keysmith-emulator";
const requireFound = createRequire(__filename);

/**
 * `keysmith emulator`: runs `keysmith-emulator`, if that package is installed. The options are the emulator's own.
 * @param folders where to look for it, including the folders above them: the user's project first
 */
export function emulatorCommand(folders: readonly string[] = [process.cwd(), __dirname]): Command {
  return new Command("emulator")
    .description(`run a server that answers like the vendors' key management services (package ${PACKAGE})`)
    .helpOption(false)
    .allowUnknownOption()
    .allowExcessArguments()
    .action((_options: unknown, { args }: Command) => {
      const program = programIn(folders);
      // In this process, so that signals reach the emulator as they would without us.
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

if (!isExecutable && require.main === module) void main();
