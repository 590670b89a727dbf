import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { Command, Option } from "commander";
import type { Values, Vendor } from "../core/definition";
import { ConfigurationError } from "../core/errors";
import { type Field, type FieldType, fieldsOf, settingOf } from "../core/fields";
import type { FunctionDefinition } from "../core/function";
import { mayBeLeftOut } from "../core/left-out";
import { Run } from "../core/run";
import { Secret } from "../core/secret";
import type { Setting } from "../core/settings";
import { isPlainObject } from "../core/unknown";
import { requireInputs } from "../core/validate";
import { processTerminal, type Terminal } from "./terminal";

/** One command for each vendor with functions that have a command: `keysmith <vendor> <command>`. */
export function vendorCommands(vendors: readonly Vendor[], terminal: Terminal = processTerminal): Command[] {
  return vendors.flatMap((vendor) => {
    const commands = vendor.functions.flatMap((fn) => (fn.command ? [commandFor(vendor, fn, terminal)] : []));
    if (commands.length === 0) return [];
    const names = commands.map((command) => command.name()).join(", ");
    const parent = new Command(vendor.name).description(`call ${vendor.title}'s services: ${names}`);
    for (const command of commands) parent.addCommand(command);
    return [parent.addHelpText("after", ({ command }) => environmentHelp(command, vendor.settings))];
  });
}

function commandFor(vendor: Vendor, fn: FunctionDefinition, terminal: Terminal): Command {
  const fields = fieldsOf(fn.inputs);
  const command = new Command(fn.command).summary(firstSentence(fn.summary)).description(fn.summary);
  for (const option of optionsFor(fields)) command.addOption(option);
  if (fieldsOf(fn.outputs).some(({ meta }) => meta.secret)) {
    command.option("--show-secrets", "print secrets instead of [secret]");
  }
  return command.option("--json", "print JSON").action(async (options: Values) => {
    const answer = await ask(vendor, fn, () => inputsFrom(fields, options, terminal), terminal);
    const shown = printable(answer, options["showSecrets"] === true);
    terminal.print(options["json"] ? JSON.stringify(shown, null, 2) : table(fn, shown, terminal.width));
  });
}

/** @param read called once it is sure that the environment gives away no secret: one may come by standard input */
async function ask(
  vendor: Vendor,
  fn: FunctionDefinition,
  read: () => Promise<Values>,
  { env, warn }: Terminal,
): Promise<Values> {
  const run = new Run({ env, log: { warn } });
  const context = run.context(vendor);
  const inputs = requireInputs(fn, fn.command ?? fn.name, await read(), (origin) =>
    typeof origin === "object" ? run.setting(origin) : undefined,
  );
  return fn.call(context, inputs);
}

function firstSentence(text: string): string {
  const [first = text] = text.split(/(?<=[.]) /);
  return first.replace(/\.$/, "");
}

const INDENT = "      ";

/** What the environment can say: the names are too long to stand beside what they mean. */
function environmentHelp(command: Command, settings: readonly Setting[]): string {
  const width = (command.configureOutput().getOutHelpWidth?.() ?? 80) - INDENT.length;
  const help = command.createHelp();
  const wrapped = (doc: string): string => help.boxWrap(doc.replaceAll("`", ""), width).replaceAll(/^/gm, INDENT);
  return ["", "Environment:", ...settings.map(({ env, doc }) => `  ${env}\n${wrapped(doc)}`)].join("\n");
}

const STANDARD_INPUT = "-";

/**
 * The options by which the inputs of a function are given. A secret is read from a file: what stands on a command line can
 * be seen by everybody on the machine.
 * @throws TypeError for a field that no option can express
 */
export function optionsFor(fields: readonly Field[]): Option[] {
  return fields.flatMap((field) => {
    const flag = kebab(field.name);
    const about = description(field);
    if (field.meta.secret)
      return [new Option(`--${flag}-file <file>`, `${about} Read from this file, or - for standard input`)];
    if (field.type.kind !== "boolean") return [valueOption(flag, field.type, about)];
    const options = [new Option(`--${flag}`, about)];
    return field.defaultValue === false ? options : [...options, new Option(`--no-${flag}`, `not ${flag}`)];
  });
}

function valueOption(flag: string, type: FieldType, about: string): Option {
  const item = type.kind === "list" ? type.item : type;
  if (item.kind === "object" || item.kind === "list") throw new TypeError(`--${flag} can't be given in one word`);
  const option = new Option(`--${flag} <${item.kind === "number" ? "number" : "text"}>`, about);
  if (type.kind === "list") {
    return option.argParser((value: string, before: string[] | undefined) => [...(before ?? []), value]);
  }
  return type.kind === "number" ? option.argParser(toNumber) : option;
}

/** What is no number is left for the check to complain about. */
function toNumber(value: string): number | string {
  const number = Number(value);
  return value.trim() === "" || Number.isNaN(number) ? value : number;
}

/** The inputs that options say. @throws ConfigurationError for a file that can't be read */
export async function inputsFrom(fields: readonly Field[], options: Values, terminal: Terminal): Promise<Values> {
  const entries = fields.map(async ({ name, meta }) => {
    if (!meta.secret) return [name, options[name]] as const;
    const file = options[`${name}File`];
    return [name, typeof file === "string" ? await readSecret(file, terminal) : undefined] as const;
  });
  return Object.fromEntries((await Promise.all(entries)).filter(([, value]) => value !== undefined));
}

/** Editors end a file with a line break, which is no part of the secret. */
async function readSecret(file: string, { input }: Terminal): Promise<string> {
  try {
    const content = file === STANDARD_INPUT ? await text(input) : await readFile(file, "utf8");
    return content.replace(/\r?\n$/, "");
  } catch (error) {
    throw new ConfigurationError(
      `${file} can't be read: ${(error as Error).message}`,
      "Give a file that holds the secret, or - and write it to standard input.",
    );
  }
}

function description(field: Field): string {
  const { doc } = field.meta;
  const setting = settingOf(field);
  const notes = [
    field.type.kind === "list" && "may be given several times",
    choices(field, doc),
    setting && `by default ${setting.env}`,
    !mayBeLeftOut(field) && "required",
  ].filter((note) => typeof note === "string");
  return `${doc.replaceAll("`", "")}${notes.length > 0 ? ` (${notes.join("; ")})` : ""}`;
}

function choices({ type }: Field, doc: string): string | false {
  return (
    type.kind === "choice" && !type.values.every((value) => doc.includes(value)) && `one of ${type.values.join(", ")}`
  );
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

const GAP = "  ";

/** The answer with its secrets as they are printed: as `[secret]` unless they are to be shown. */
export function printable(answer: Values, showSecrets: boolean): Values {
  const shown = (value: unknown): unknown => {
    if (!(value instanceof Secret)) return value;
    return showSecrets ? value.reveal() : String(value);
  };
  return Object.fromEntries(Object.entries(answer).map(([name, value]) => [name, shown(value)]));
}

/**
 * The answer as a person reads it: a line for each output, and a table for a list of objects.
 * @param width columns that don't fit into so many characters are left out, from the right
 */
export function table(
  { outputs }: Pick<FunctionDefinition, "outputs">,
  answer: Values,
  width = Number.POSITIVE_INFINITY,
): string {
  const fields = fieldsOf(outputs).filter(({ name }) => answer[name] !== undefined);
  const lists = fields.filter((field) => itemFields(field) !== undefined);
  const lines = fields.filter((field) => !lists.includes(field)).map(({ name }) => [name, cell(answer[name])] as const);
  return [
    ...aligned(lines),
    ...lists.flatMap((field) => rows(itemFields(field) ?? [], answer[field.name], width)),
  ].join("\n");
}

function itemFields({ type }: Field): readonly Field[] | undefined {
  return type.kind === "list" && type.item.kind === "object" ? type.item.fields : undefined;
}

function rows(fields: readonly Field[], items: unknown, width: number): string[] {
  const objects = (Array.isArray(items) ? items : []).filter(isPlainObject);
  if (objects.length === 0) return ["none"];
  const columns = fields
    .map(({ name }) => [name, ...objects.map((object) => cell(object[name]))])
    .filter(([, ...cells]) => cells.some((text) => text !== ""));
  const fitting = columns.filter((_, index) => lengthOf(columns.slice(0, index + 1)) <= width || index === 0);
  return aligned(["", ...objects].map((_, row) => fitting.map((column) => column[row] ?? "")));
}

function lengthOf(columns: readonly (readonly string[])[]): number {
  return columns.map(longest).reduce((sum, length) => sum + length + GAP.length, -GAP.length);
}

function aligned(lines: readonly (readonly string[])[]): string[] {
  const lengths = (lines[0] ?? []).map((_, column) => longest(lines.map((line) => line[column] ?? "")));
  return lines.map((line) =>
    line
      .map((text, column) => (column === line.length - 1 ? text : text.padEnd(lengths[column] ?? 0)))
      .join(GAP)
      .trimEnd(),
  );
}

function longest(texts: readonly string[]): number {
  return Math.max(...texts.map(({ length }) => length));
}

function cell(value: unknown): string {
  if (value === undefined || value === null) return "";
  return Array.isArray(value) ? value.map(cell).join(", ") : String(value);
}
