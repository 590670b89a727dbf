import type * as z from "zod";
import type { Check, Checkable } from "./checks";
import { ConfigurationError } from "./errors";
import { type Field, fieldsOf } from "./fields";
import { parseJson } from "./json";
import { isGiven } from "./left-out";
import { joined, message, ref } from "./message";
import { type Configuration, configuredValue, nameOf, type Setting, settingProblems } from "./settings";
import { isPlainObject, isUnknown, type Values } from "./unknown";
import { type Checked, checkInputs } from "./validate";

/** What a vendor takes as proof of who calls, where the configuration gives it: each field is a setting too. */
export interface Credentials<Shape extends z.ZodRawShape = z.ZodRawShape> extends Checkable {
  /** Where the configuration gives them: `alibaba`. */
  readonly group: string;
  readonly inputs: z.ZodObject<Shape>;
  readonly checks: readonly Check[];
  /** By the names of the fields. */
  readonly settings: { readonly [N in keyof Shape]: Setting };
}

interface Declared<Shape extends z.ZodRawShape> {
  readonly inputs: z.ZodObject<Shape>;
  readonly checks?: readonly Check[];
  /** What the environment says of some of them. */
  readonly env?: { readonly [N in keyof Shape]?: Pick<Setting, "env" | "otherEnv" | "unless"> };
}

/**
 * Declares a vendor's credentials, whose settings are those of the fields at `group` and the name of each.
 * @throws TypeError for a field without examples
 */
export function declareCredentials<Shape extends z.ZodRawShape>(
  group: string,
  { inputs, checks = [], env = {} }: Declared<Shape>,
): Credentials<Shape> {
  const entries = fieldsOf(inputs).map((field) => [
    field.name,
    { ...declaredSetting(group, field), ...env[field.name] },
  ]);
  return { group, inputs, checks, settings: Object.fromEntries(entries) };
}

function declaredSetting(group: string, { name, path, type, meta, optional, alternatives }: Field): Setting {
  const config = `${group}.${name}`;
  const members = type.kind === "object" ? type.fields.map((member) => declaredSetting(config, member)) : undefined;
  if (!members && !meta.examples) throw new TypeError(`${group}.${path} has no examples`);
  return {
    config,
    doc: meta.doc,
    ...(meta.secret ? { secret: true } : {}),
    ...(type.kind === "number" ? { type: "number" } : {}),
    ...(members ? { type: "object", members } : {}),
    ...(optional || alternatives.length > 0 ? {} : { required: true }),
  };
}

/**
 * Checks what the configuration gives of credentials. What isn't known yet is put off.
 * @param say what it says of a setting that is no object; empty counts as nothing
 */
export function checkCredentials(credentials: Credentials, say: (setting: Setting) => unknown): Checked {
  return checkInputs(credentials, givenIn(Object.values(credentials.settings), say));
}

interface Configurable {
  readonly settings: readonly Setting[];
  readonly credentials?: Credentials;
}

/** What is wrong with what an engine's configuration says of a vendor, in words for a person. What isn't known yet is put off. */
export function configurationProblems(
  { settings, credentials }: Configurable,
  configuration: Configuration,
): readonly string[] {
  const misspelt = settingProblems(settings, configuration);
  if (misspelt.length > 0 || !credentials) return misspelt;
  // What only the environment says is not checked: who looks there takes the first that is of use.
  const { problems } = checkCredentials(credentials, ({ config }) => configuredValue(config, configuration));
  return problems.map(({ field, reason }) => `keysmith:${credentials.group}.${field}: ${reason}`);
}

/** The credentials that are given, checked. @throws ConfigurationError naming each bad field */
export function requireCredentials<Shape extends z.ZodRawShape>(
  credentials: Credentials<Shape>,
  say: (setting: Setting) => unknown,
): z.output<z.ZodObject<Shape>> {
  const { values, problems } = checkCredentials(credentials, say);
  if (problems.length === 0) return values as z.output<z.ZodObject<Shape>>;
  const lines = problems.map(({ field, reason }) => message`${ref(`${credentials.group}.${field}`)}: ${reason}`);
  throw new ConfigurationError(
    message`The credentials in the configuration can't be used: ${joined(lines, "; ")}`,
    "Correct them; nothing was sent.",
  );
}

function givenIn(settings: readonly Setting[], say: (setting: Setting) => unknown): Values {
  const entries = settings.flatMap((setting): [string, unknown][] => {
    const value = setting.members ? givenIn(setting.members, say) : say(setting);
    const isNone = setting.members ? isLeftOut(value, say(setting)) : !isUnknown(value) && isEmpty(value);
    return isNone ? [] : [[nameOf(setting), value]];
  });
  return Object.fromEntries(entries);
}

/** An object in which only empty texts stand was written all the same: without it, calls would be somebody else's. */
function isLeftOut(held: unknown, written: unknown): boolean {
  const object = typeof written === "string" ? parseJson(written) : written;
  const isWritten = isPlainObject(object) && Object.values(object).some(isGiven);
  return !isWritten && Object.keys(held as Values).length === 0;
}

function isEmpty(value: unknown): boolean {
  return !isGiven(value) || value === "";
}

/** Fields of which each is a credential by itself, so that two would say two things. */
export function oneOf(...names: readonly string[]): Check {
  return ({ given }) => {
    const [first, second] = names.filter((name) => isGiven(given[name]));
    if (first === undefined || second === undefined) return [];
    const others = joined(
      names.map((name) => ref(name)),
      ", ",
    );
    return [{ field: second, reason: message`can't be given together with ${ref(first)}: give one of ${others}` }];
  };
}

/** A field that is of no use without another. */
export function needs(name: string, other: string): Check {
  return ({ given }) =>
    isGiven(given[name]) && !isGiven(given[other])
      ? [{ field: other, reason: message`is missing: ${ref(name)} is given` }]
      : [];
}
