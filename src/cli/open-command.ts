import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { Command } from "commander";
import { ConfigurationError } from "../core/errors";
import type { Secret } from "../core/secret";
import { IDENTITY_VARIABLE, identitiesFrom } from "../sealing/identities";
import { open } from "../sealing/open";
import { processTerminal, type Terminal } from "./terminal";

interface Flags {
  readonly identity?: string;
  readonly field?: string;
}

/** `keysmith open`: shows a person, or hands to a program, what a Terraform state holds sealed. */
export function openCommand(
  terminal: Terminal = processTerminal,
  write: (raw: string) => void = (raw) => process.stdout.write(raw),
): Command {
  return new Command("open")
    .description("open the secrets in a `sealed` attribute, and print them")
    .argument("[file]", "the sealed text, also as `terraform output` prints it (default: standard input)")
    .option("--identity <file>", `file with age identities (default: what ${IDENTITY_VARIABLE} says)`)
    .option("--field <name>", "print this value only, as it is, such as password")
    .addHelpText("after", environmentHelp)
    .action(async (file: string | undefined, { identity, field }: Flags) => {
      const sealed = unwrapped(await read(file, terminal));
      const values = await open(sealed, await identitiesFrom(terminal.env, identity));
      if (field === undefined) terminal.print(asJson(values));
      // A line break would become a part of the value where a program reads it.
      else write(`${fieldOf(values, field).reveal()}${terminal.width === undefined ? "" : "\n"}`);
    });
}

const environmentHelp = `
Environment:
  ${IDENTITY_VARIABLE}
      age identities (AGE-SECRET-KEY-1…), or the path of a file with them

Example:
  terraform output -raw orders_sealed | keysmith open --identity ~/key.txt --field client_key_content > client-key.json`;

function asJson(values: Readonly<Record<string, Secret>>): string {
  const revealed = Object.entries(values).map(([name, value]) => [name, value.reveal()] as const);
  return JSON.stringify(Object.fromEntries(revealed), null, 2);
}

function fieldOf(values: Readonly<Record<string, Secret>>, name: string): Secret {
  const value = Object.hasOwn(values, name) ? values[name] : undefined;
  if (value) return value;
  throw new ConfigurationError(
    `the sealed text holds no ${JSON.stringify(name)}`,
    `Give one of ${Object.keys(values).join(", ")}.`,
  );
}

async function read(file: string | undefined, { input }: Terminal): Promise<string> {
  try {
    return file === undefined ? await text(input) : await readFile(file, "utf8");
  } catch (error) {
    throw new ConfigurationError(
      `${file ?? "standard input"} can't be read: ${(error as Error).message}`,
      "Give a file that holds a `sealed` attribute, or write it to standard input.",
    );
  }
}

/** Engines print an output as a JSON string with `-json`, as a here document without, and as it is with `-raw`. */
function unwrapped(printed: string): string {
  const [, inside] = /^\s*<<-?(?:\w+)\r?\n([\s\S]*)\n\s*\w+\s*$/.exec(printed) ?? [];
  if (inside !== undefined) return inside;
  if (!printed.trimStart().startsWith('"')) return printed;
  try {
    return String(JSON.parse(printed));
  } catch {
    return printed;
  }
}
