#!/usr/bin/env node
import { readFileSync } from "node:fs";
import path from "node:path";
import { Command } from "commander";
import { vendors } from "../catalog";
import { isKeysmithError } from "../core/errors";
import { dueCommand } from "./due-command";
import { emulatorCommand } from "./emulator-command";
import { vendorCommands } from "./function-command";
import { openCommand } from "./open-command";
import { providerCommand } from "./provider-command";

/** The `keysmith` command. */
export function program(): Command {
  const manifest = JSON.parse(readFileSync(path.join(__dirname, "../../package.json"), "utf8")) as { version: string };
  const commands = [emulatorCommand(), dueCommand(), openCommand(), providerCommand(), ...vendorCommands(vendors)];
  const keysmith = new Command("keysmith")
    .description("KMS access as code: credentials that rotate themselves")
    .version(manifest.version)
    .showHelpAfterError();
  return commands.reduce((all, command) => all.addCommand(command), keysmith);
}

/** A reader that has seen enough, such as `head`, is no error. */
function letReaderLeave(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
}

async function main(): Promise<void> {
  process.stdout.on("error", letReaderLeave);
  try {
    await program().parseAsync();
  } catch (error) {
    // A file or folder that can't be written needs no stack either.
    const known = isKeysmithError(error) || (error instanceof Error && "syscall" in error);
    console.error(known ? `keysmith: ${(error as Error).message}` : error);
    process.exitCode = 1;
  }
}

if (require.main === module) void main();
