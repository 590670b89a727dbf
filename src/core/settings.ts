import { closest } from "fastest-levenshtein";
import { parseJson } from "./json";
import { isPlainObject } from "./unknown";

/** Something that the engine's configuration or the environment may say about a vendor's service. */
export interface Setting {
  /** Dotted path in the engine's configuration of Keysmith: `region`, `alibaba.endpoint`. */
  readonly config: string;
  readonly env: string;
  /** Further variables, in order, that the vendor's own tools read for it. */
  readonly otherEnv?: readonly string[];
  readonly secret?: true;
  readonly doc: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Looks up a top-level value of the engine's configuration; objects may come as JSON text. */
export type Configuration = (key: string) => unknown;

/** The value of one setting: the configuration's, else the environment's, else none. Empty counts as none. */
export function settingValue(setting: Setting, configuration: Configuration, env: Environment): string | undefined {
  const text = asText(configuration(setting.config) ?? memberOf(setting.config, configuration));
  if (text) return text;
  const names = [setting.env, ...(setting.otherEnv ?? [])];
  return names.map((name) => env[name]).find((value) => value !== undefined && value !== "");
}

/** A misspelt name in an object of the configuration would be as good as not given. */
export function settingProblems(settings: readonly Setting[], configuration: Configuration): readonly string[] {
  const known = settings.map(({ config }) => config);
  const groups = new Set(
    known.filter((config) => config.includes(".")).map((config) => config.split(".")[0] ?? config),
  );
  return [...groups].flatMap((group) => {
    const value = configuration(group);
    const object = typeof value === "string" ? parseJson(value) : value;
    const given = isPlainObject(object) ? Object.keys(object).map((name) => `${group}.${name}`) : [];
    return given
      .filter((config) => !known.includes(config))
      .map((config) => `keysmith:${config} is not a setting; did you mean keysmith:${closest(config, known)}?`);
  });
}

/** `keysmith:alibaba` may be an object that holds `endpoint`. */
function memberOf(path: string, configuration: Configuration): unknown {
  const [first = "", ...rest] = path.split(".");
  let value = configuration(first);
  for (const name of rest) {
    const parent = typeof value === "string" ? parseJson(value) : value;
    value = isPlainObject(parent) ? parent[name] : undefined;
  }
  return value;
}

function asText(value: unknown): string {
  return value === undefined || value === null ? "" : String(value);
}
