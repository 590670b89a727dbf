import { Readable } from "node:stream";
import { Command, CommanderError } from "commander";
import { vendorCommands } from "../../src/cli/vendor-commands";
import { isKeysmithError } from "../../src/core/errors";
import type { VendorWithTasks } from "../../src/core/task";

/** What a command has printed, and with what it ended. */
export interface Ran {
  readonly out: string;
  readonly warned: string;
  /** The message of an error, ours or commander's. */
  readonly error: string | undefined;
}

export interface Around {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  readonly width?: number;
}

/** Runs `keysmith <words>` in this process, for `vendors`. */
export async function run(
  vendors: readonly VendorWithTasks[],
  words: readonly string[],
  around: Around = {},
): Promise<Ran> {
  const [out, warned]: [string[], string[]] = [[], []];
  const terminal = {
    env: around.env ?? {},
    input: Readable.from([around.input ?? ""]),
    width: around.width,
    print: (text: string) => void out.push(text),
    warn: (text: string) => void warned.push(text),
  };
  const keysmith = new Command("keysmith");
  for (const command of vendorCommands(vendors, terminal)) keysmith.addCommand(command);
  quieten(keysmith, out);
  const ran = (error?: string): Ran => ({ out: out.join("\n"), warned: warned.join("\n"), error });
  try {
    await keysmith.parseAsync(["node", "keysmith", ...words]);
    return ran();
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return ran();
    if (isKeysmithError(error) || error instanceof CommanderError) return ran(error.message);
    throw error;
  }
}

/** Commander would end the process and print to its streams. */
function quieten(command: Command, out: string[]): void {
  const write = (text: string): void => void out.push(text);
  command.exitOverride().configureOutput({ writeOut: write, writeErr: () => undefined, getOutHelpWidth: () => 120 });
  for (const each of command.commands) quieten(each as Command, out);
}
