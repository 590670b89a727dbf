import { Command } from "commander";
import { ConfigurationError } from "../core/errors";
import type { Secret } from "../core/secret";
import { isPlainObject } from "../core/unknown";
import { IDENTITY_VARIABLE, identitiesFrom } from "../sealing/identities";
import { FIRST_LINE, open } from "../sealing/open";
import { printable } from "./table";
import { processTerminal, readText, type Terminal } from "./terminal";

interface Flags {
  readonly identity?: string;
  readonly field?: string;
  readonly of?: string;
}

/** `keysmith open`: shows a person, or hands to a program, the secrets that a Terraform state holds sealed. */
export function openCommand(
  terminal: Terminal = processTerminal,
  write: (raw: string) => void = (raw) => process.stdout.write(raw),
): Command {
  return new Command("open")
    .description("open the secrets in a `sealed` attribute, and print them")
    .argument("[file]", "the sealed text, also as `terraform output` prints it (default: standard input)")
    .option("--identity <file>", `file with age identities (default: what ${IDENTITY_VARIABLE} says)`)
    .option("--field <name>", "print this value only, as it is, such as password")
    .option("--of <id>", "refuse the sealed text of another object than this one, such as a client key id")
    .addHelpText("after", environmentHelp)
    .action(async (file: string | undefined, { identity, field, of }: Flags) => {
      sayWhatIsAwaited(file, terminal);
      const sealed = sealedText(await readText(file, terminal, HOW_TO_GIVE));
      const values = await open(
        sealed,
        await identitiesFrom(terminal.env, identity),
        of === undefined ? {} : { id: of },
      );
      if (field === undefined) terminal.print(JSON.stringify(printable(values, true), null, 2));
      // A program that reads the value would take a line break for a part of it.
      else write(`${fieldOf(values, field).reveal()}${terminal.width === undefined ? "" : "\n"}`);
    });
}

const environmentHelp = `
Environment:
  ${IDENTITY_VARIABLE}
      age identities (AGE-SECRET-KEY-1…), or the path of a file with them

Example:
  terraform output -raw orders_sealed | keysmith open --identity ~/key.txt --field client_key_content > client-key.json`;

function fieldOf(values: Readonly<Record<string, Secret>>, name: string): Secret {
  const value = Object.hasOwn(values, name) ? values[name] : undefined;
  if (value) return value;
  throw new ConfigurationError(
    `the sealed text holds no ${JSON.stringify(name)}`,
    `Give one of ${Object.keys(values).join(", ")}.`,
  );
}

const HOW_TO_GIVE = "Give a file that holds a `sealed` attribute, or write it to standard input.";

function sayWhatIsAwaited(file: string | undefined, { input, warn }: Terminal): void {
  if (file === undefined && (input as { readonly isTTY?: boolean }).isTTY) {
    warn("waiting for sealed text from this terminal: paste it, then end it with Ctrl-D (Windows: Ctrl-Z and Enter)");
  }
}

/**
 * The sealed text in a `sealed` attribute as an engine or a person printed it: as it is, indented, as a JSON string (`-json`) or as
 * a here document (no option). Any other text is returned unchanged.
 * @throws ConfigurationError when the engine has hidden the value, or for the document of all outputs
 */
export function sealedText(text: string): string {
  if (!text.includes(FIRST_LINE) && text.includes("<sensitive>")) {
    throw new ConfigurationError(
      "the engine has hidden the value: this is `<sensitive>`, not the sealed text",
      howToPrint(),
    );
  }
  const lines = (unquoted(text) ?? insideHereDocument(text) ?? text).split("\n");
  return lines.map((line) => line.trim()).join("\n");
}

function unquoted(text: string): string | undefined {
  if (!/^\s*["{]/.test(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "string") return value;
    throw new ConfigurationError("this is a JSON document, not the sealed text", howToPrint(sealedOutputs(value)));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** @param document what prints outputs, or a whole state */
function sealedOutputs(document: unknown): string[] {
  const { outputs = document } = Object(document) as Readonly<Record<string, unknown>>;
  const isSealed = (output: unknown): boolean =>
    isPlainObject(output) && "value" in output && JSON.stringify(output).includes(FIRST_LINE);
  return Object.entries(Object(outputs)).flatMap(([name, output]) => (isSealed(output) ? [name] : []));
}

function howToPrint(names: readonly string[] = []): string {
  const which = names.length > 0 ? `, where <name> is one of ${names.join(", ")}` : "";
  return `Print one output with \`terraform output -raw <name>\` (\`tofu output -raw <name>\`)${which}.`;
}

/** Lines stand unchanged in `<<EOT`, and indented in `<<-EOT`. */
function insideHereDocument(text: string): string | undefined {
  return /^\s*<<-?\w+\r?\n([\s\S]*)\n\s*\w+\s*$/.exec(text)?.[1];
}
