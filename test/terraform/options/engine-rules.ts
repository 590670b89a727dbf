import { isDeepStrictEqual } from "node:util";
import { hasUnknown, isPlainObject, isUnknown } from "../../../src/core/unknown";
import type { Attributes, Value } from "../../../src/terraform/protocol/provider";

/** What an engine holds against a provider's plan: it may fill in and keep what is recorded, but not alter what is given. */
export function unaskedFor(config: Value, prior: Value, planned: Value, path = ""): string[] {
  if (config === null || isUnknown(config) || isDeepStrictEqual(planned, config) || isDeepStrictEqual(planned, prior))
    return [];
  if (!isPlainObject(config) || !isPlainObject(planned)) return [`${path} is given and planned otherwise`];
  const before = isPlainObject(prior) ? (prior as Attributes) : {};
  return Object.entries(config as Attributes).flatMap(([name, value]) =>
    unaskedFor(value, before[name] ?? null, (planned as Attributes)[name] ?? null, `${path}.${name}`),
  );
}

/** What it holds against a later answer: what was known before must have stayed as it was. */
export function broken(promised: Value, actual: Value, path = ""): string[] {
  if (isUnknown(promised) || isDeepStrictEqual(promised, actual)) return [];
  if (!hasUnknown(promised)) return [`${path} was known, and is another one`];
  if (Array.isArray(promised) && Array.isArray(actual) && promised.length === actual.length)
    return promised.flatMap((each, index) => broken(each as Value, actual[index] as Value, `${path}[${index}]`));
  if (!isPlainObject(promised) || !isPlainObject(actual)) return [`${path} is of another form`];
  return Object.entries(promised as Attributes).flatMap(([name, value]) =>
    broken(value, (actual as Attributes)[name] ?? null, `${path}.${name}`),
  );
}

/** The config with what the engine is told to ignore as it is recorded. @param ignored `all`, or paths of attributes */
export function ignoring(config: Attributes, prior: Attributes | null, ignored: "all" | readonly string[]): Attributes {
  if (!prior) return config;
  if (ignored === "all") return prior;
  return ignored.reduce((given, path) => keep(given, prior, path.split(".")), config);
}

function keep(config: Attributes, prior: Attributes, [name = "", ...rest]: readonly string[]): Attributes {
  const given: Value = config[name] ?? null;
  const before: Value = prior[name] ?? null;
  if (rest.length === 0) return { ...config, [name]: before };
  if (!isPlainObject(given) || !isPlainObject(before)) return config;
  return { ...config, [name]: keep(given as Attributes, before as Attributes, rest) };
}
