import { Option } from "commander";
import type { Values } from "../core/definition";
import { type Field, type FieldType, settingOf } from "../core/fields";
import { mayBeLeftOut } from "../core/left-out";
import { readText, type Terminal } from "./terminal";

const STANDARD_INPUT = "-";

/**
 * The options for the inputs of a function. A secret is read from a file, because everybody on the machine can see a command line.
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

/** A text that is no number is left for the check to refuse. */
function toNumber(value: string): number | string {
  const number = Number(value);
  return value.trim() === "" || Number.isNaN(number) ? value : number;
}

/** The inputs in options. @throws ConfigurationError for a file that can't be read */
export async function inputsFrom(fields: readonly Field[], options: Values, terminal: Terminal): Promise<Values> {
  const entries = fields.map(async ({ name, meta }) => {
    if (!meta.secret) return [name, options[name]] as const;
    const file = options[`${name}File`];
    return [name, typeof file === "string" ? await readSecret(file, terminal) : undefined] as const;
  });
  return Object.fromEntries((await Promise.all(entries)).filter(([, value]) => value !== undefined));
}

/** Editors end a file with a line break, which isn't part of the secret. */
async function readSecret(file: string, terminal: Terminal): Promise<string> {
  const remedy = "Give a file that holds the secret, or - and write it to standard input.";
  const content = await readText(file === STANDARD_INPUT ? undefined : file, terminal, remedy);
  return content.replace(/\r?\n$/, "");
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
