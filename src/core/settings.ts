import { closest } from "fastest-levenshtein";
import { parseJson } from "./json";
import { kept } from "./memo";
import { isPlainObject, isUnknown } from "./unknown";

/** A value for a vendor's service that the engine's configuration may give, and mostly the environment too. */
export interface Setting {
  /** Dotted path in the engine's configuration of Keysmith: `region`, `alibaba.endpoint`. */
  readonly config: string;
  /** Absent where only the configuration gives the value. */
  readonly env?: string;
  /** Further variables, in order, that the vendor's own tools read for it. */
  readonly otherEnv?: readonly string[];
  /** Paths of other settings. If the configuration gives one of them, the environment's value of this one doesn't count. */
  readonly unless?: readonly string[];
  readonly secret?: true;
  /**
   * Paths of other settings. Unless the configuration gives one of them, an empty text is an error, because the value used in its
   * place would be another caller's. If this is absent, an empty text counts as not given.
   */
  readonly emptyBeside?: readonly string[];
  readonly doc: string;
  /** A string if absent. */
  readonly type?: "number" | "object";
  /** The members of an object. Their paths begin with the object's path. */
  readonly members?: readonly Setting[];
  /** Whether the object that holds it must have it. */
  readonly required?: true;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Looks up a top-level value of the engine's configuration; objects may come as JSON text. */
export type Configuration = (key: string) => unknown;

/** The settings of one group, with the group written once: `endpoint` of the group `alibaba` is `alibaba.endpoint`. */
export function inGroup<const D extends Readonly<Record<string, Omit<Setting, "config">>>>(
  group: string,
  declared: D,
): InGroup<D> {
  const entries = Object.entries(declared).map(([name, each]) => [name, { config: `${group}.${name}`, ...each }]);
  return Object.fromEntries(entries) as InGroup<D>;
}

type InGroup<D> = { readonly [N in keyof D]: D[N] & Pick<Setting, "config"> };

/**
 * The value of one setting: the configuration's, else the environment's, else undefined. An empty text counts as not given, except
 * where another caller's value would take its place: then it is returned.
 */
export function settingValue(setting: Setting, configuration: Configuration, env: Environment): string | undefined {
  const configured = configuredValue(setting.config, configuration);
  const text = asText(configured);
  if (text) return text;
  const isConfigured = (path: string): boolean => asText(configuredValue(path, configuration)) !== "";
  if (configured === "" && setting.emptyBeside?.some(isConfigured) === false) return "";
  if (setting.unless?.some(isConfigured)) return undefined;
  const names = [...(setting.env === undefined ? [] : [setting.env]), ...(setting.otherEnv ?? [])];
  return names.map((name) => env[name]).find((value) => value !== undefined && value !== "");
}

export const GIVEN_EMPTY = "is given as an empty text: give a value, or leave it out";

/** The last name in a setting's path. */
export function nameOf({ config }: Setting): string {
  return config.slice(config.lastIndexOf(".") + 1);
}

/**
 * All settings, each once, grouped by the first name of their path; a setting of one name is alone in its group.
 * @returns with each group its title, for people
 */
export function settingGroups(
  vendors: readonly { readonly name: string; readonly title: string; readonly settings: readonly Setting[] }[],
): readonly { readonly group: string; readonly title: string; readonly members: readonly Setting[] }[] {
  const all = new Map(vendors.flatMap(({ settings }) => settings).map((setting) => [setting.config, setting]));
  const groups = new Map<string, Setting[]>();
  for (const setting of all.values()) kept(groups, setting.config.split(".")[0] ?? "", () => []).push(setting);
  const titleOf = (group: string): string => vendors.find(({ name }) => name === group)?.title ?? group;
  return [...groups].map(([group, members]) => ({ group, title: titleOf(group), members }));
}

/** Finds misspelt names in objects of the configuration, which would otherwise count as not given. */
export function settingProblems(settings: readonly Setting[], configuration: Configuration): readonly string[] {
  const groups = new Set(
    settings.map(({ config }) => config.split(".")).flatMap(([group, name]) => (name ? [group] : [])),
  );
  return [...groups].flatMap((group = "") => {
    const members = settings.filter(({ config }) => config.startsWith(`${group}.`));
    return problemsIn({ config: group, members }, configuration);
  });
}

function problemsIn(
  { config, members }: Pick<Setting, "config" | "members">,
  configuration: Configuration,
): readonly string[] {
  if (!members) return [];
  const value = configuredValue(config, configuration);
  if (isUnknown(value)) return [];
  const object = asObject(value);
  if (asText(value) !== "" && !isPlainObject(object))
    return [`keysmith:${config} has to be an object with ${members.map(nameOf).join(", ")}`];
  const known = members.map((member) => member.config);
  const given = isPlainObject(object) ? Object.keys(object).map((name) => `${config}.${name}`) : [];
  const strange = given
    .filter((each) => !known.includes(each))
    .map((each) => `keysmith:${each} is not a setting; did you mean keysmith:${closest(each, known)}?`);
  return [...strange, ...members.flatMap((member) => problemsIn(member, configuration))];
}

/**
 * The configuration's value at a path, which may be unknown. `keysmith:alibaba` may be an object that holds `endpoint`, and
 * `keysmith:alibaba.assumeRole` one that holds `roleArn`.
 */
export function configuredValue(path: string, configuration: Configuration): unknown {
  const names = path.split(".");
  for (let top = names.length; top > 0; top--) {
    const value = names.slice(top).reduce(member, configuration(names.slice(0, top).join(".")));
    if (value !== undefined && value !== null) return value;
  }
  return undefined;
}

function member(parent: unknown, name: string): unknown {
  if (isUnknown(parent)) return parent;
  const object = asObject(parent);
  return isPlainObject(object) ? object[name] : undefined;
}

function asObject(value: unknown): unknown {
  return typeof value === "string" ? parseJson(value) : value;
}

function asText(value: unknown): string {
  return value === undefined || value === null ? "" : String(value);
}
