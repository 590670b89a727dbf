import type * as z from "zod";
import type { Check, Checkable } from "./checks";
import { ConfigurationError } from "./errors";
import { type Field, fieldsOf } from "./fields";
import { parseJson } from "./json";
import { isGiven } from "./left-out";
import { joined, message, ref } from "./message";
import { type Configuration, configuredValue, GIVEN_EMPTY, nameOf, type Setting, settingProblems } from "./settings";
import { isPlainObject, type Values } from "./unknown";
import { type Checked, checkInputs } from "./validate";

/** A vendor's proof of who calls, as the configuration gives it: each field is a setting too. */
export interface Credentials<Shape extends z.ZodRawShape = z.ZodRawShape> extends Checkable {
  /** The group of the configuration that holds them: `alibaba`. */
  readonly group: string;
  readonly inputs: z.ZodObject<Shape>;
  readonly checks: readonly Check[];
  readonly keys: readonly (readonly string[])[];
  /** By the names of the fields. */
  readonly settings: { readonly [N in keyof Shape]: Setting };
}

/** Fields that each identify the caller alone, and the fields that accompany one of them. */
interface Sources {
  readonly names: readonly string[];
  readonly parts?: readonly string[];
}

interface Declared<Shape extends z.ZodRawShape> {
  readonly inputs: z.ZodObject<Shape>;
  /** One list for each kind of account. An empty text in one of a list's fields is refused unless another field of the list is given. */
  readonly sources: readonly Sources[];
  /** Fields that together are a key, with its secret where it has one: naming them shows the intent to give them. */
  readonly keys: readonly (readonly string[])[];
  readonly checks?: readonly Check[];
  /** The environment variables for some of the fields. */
  readonly env?: { readonly [N in keyof Shape]?: Pick<Setting, "env" | "otherEnv" | "unless"> };
}

/**
 * Declares a vendor's credentials. The setting of each field is `group` followed by the field's name.
 * @throws TypeError for a field without examples
 */
export function declareCredentials<Shape extends z.ZodRawShape>(
  group: string,
  { inputs, sources, keys, checks = [], env = {} }: Declared<Shape>,
): Credentials<Shape> {
  const entries = fieldsOf(inputs).map((field) => {
    const beside = sources.find(({ names, parts = [] }) => [...names, ...parts].includes(field.name))?.names;
    const others = beside?.filter((name) => name !== field.name).map((name) => `${group}.${name}`);
    const empty = others && field.type.kind !== "object" ? { emptyBeside: others } : {};
    return [field.name, { ...declaredSetting(group, field), ...empty, ...env[field.name] }];
  });
  return { group, inputs, checks, keys, settings: Object.fromEntries(entries) };
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
 * Checks the credentials in the configuration. Unknown values are put off. An empty text counts as nothing, except where it stands
 * for the caller.
 * @param say the value of a setting; for an object, whether it is written
 */
export function checkCredentials(credentials: Credentials, say: (setting: Setting) => unknown): Checked {
  const settings = Object.values(credentials.settings);
  const { values, problems } = checkInputs(credentials, givenIn(settings, say));
  const fieldOf = ({ config }: Setting): string => config.slice(credentials.group.length + 1);
  const given = new Set(settings.filter((setting) => !isEmpty(say(setting))).map(({ config }) => config));
  const empty = emptyIn(settings, say);
  const emptyFields = empty.map(fieldOf);
  const refused = empty
    .filter(({ emptyBeside }) => emptyBeside && !emptyBeside.some((path) => given.has(path)))
    .map(fieldOf);
  const others = problems.filter(({ field }) => !refused.includes(field));
  return {
    values,
    problems: [
      ...refused.map((field) => ({ field, reason: GIVEN_EMPTY, secret: false })),
      ...others.map((each) => (emptyFields.includes(each.field) ? { ...each, reason: GIVEN_EMPTY } : each)),
    ],
  };
}

interface Configurable {
  readonly settings: readonly Setting[];
  readonly credentials?: Credentials;
}

/** Problems in an engine's configuration of a vendor, in words for people. Unknown values are put off. */
export function configurationProblems(
  { settings, credentials }: Configurable,
  configuration: Configuration,
): readonly string[] {
  const misspelt = settingProblems(settings, configuration);
  if (misspelt.length > 0 || !credentials) return misspelt;
  // Values that only the environment gives aren't checked: its reader takes the first one of use.
  const { problems } = checkCredentials(credentials, ({ config }) => configuredValue(config, configuration));
  const refused = problems.map(({ field, reason }) => `keysmith:${credentials.group}.${field}: ${reason}`);
  return [...refused, ...nothingGiven(credentials, configuration)];
}

/**
 * Problems of a block that names a key but gives no credentials. A program that fills the block from unset variables means other
 * credentials than the environment's. A key by itself may be an argument that is passed on beside others.
 */
function nothingGiven({ group, settings, keys }: Credentials, configuration: Configuration): readonly string[] {
  const written = configuredValue(group, configuration);
  const block = typeof written === "string" ? parseJson(written) : written;
  const isAnyGiven = Object.values(settings).some(({ config }) => isGiven(configuredValue(config, configuration)));
  if (!isPlainObject(block) || isAnyGiven) return [];
  const named = Object.keys(block);
  const credentials = named.filter((name) => name in settings);
  const isAllCredentials = credentials.length === named.length;
  const means = (key: readonly string[]): boolean =>
    (isAllCredentials || key.length > 1) && key.every((name) => named.includes(name));
  if (!keys.some(means)) return [];
  const what = `names ${credentials.join(", ")}, but gives no value`;
  return [`keysmith:${group} ${what}: give the credentials, or leave it out to use those of the environment`];
}

/** The given credentials, checked. @throws ConfigurationError naming each bad field */
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
    const isNone = setting.members ? isLeftOut(value, say(setting)) : isEmpty(value);
    return isNone ? [] : [[nameOf(setting), value]];
  });
  return Object.fromEntries(entries);
}

/** Whether an object is absent. An empty object that is written is present, and lacks its required members. */
function isLeftOut(held: unknown, written: unknown): boolean {
  return isEmpty(written) && Object.keys(held as Values).length === 0;
}

function isEmpty(value: unknown): boolean {
  return !isGiven(value) || value === "";
}

function emptyIn(settings: readonly Setting[], say: (setting: Setting) => unknown): readonly Setting[] {
  return settings.flatMap((setting) => [
    ...(say(setting) === "" ? [setting] : []),
    ...emptyIn(setting.members ?? [], say),
  ]);
}

/** Fields that are each a credential by themselves, so that two would contradict each other. */
export function oneOf(...names: readonly string[]): Check {
  return ({ given }) => {
    const [first, second] = names.filter((name) => isGiven(given[name]));
    if (first === undefined || second === undefined) return [];
    const others = joined(names.map(ref), ", ");
    return [{ field: second, reason: message`can't be given together with ${ref(first)}: give one of ${others}` }];
  };
}

/** A field that is useless without another. */
export function needs(name: string, other: string): Check {
  return ({ given }) =>
    isGiven(given[name]) && !isGiven(given[other])
      ? [{ field: other, reason: message`is missing: ${ref(name)} is given` }]
      : [];
}
