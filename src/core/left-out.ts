import type { Field, Origin } from "./fields";
import { hasUnknown, isPlainObject, type Values } from "./unknown";

/** Every engine, page and command asks here for the value of a field that is left out. */

export interface Leavable {
  readonly name: string;
  readonly from: readonly Origin[];
  /** The sibling fields that may be given in its place, or in whose place it may be given. */
  readonly alternatives: readonly string[];
}

/** An engine's value for an origin; it may not be known yet. Never asked for `recorded`. @param name of the field */
export type Ask = (origin: Exclude<Origin, "recorded">, name: string) => unknown;

export function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

export function onlyGiven(values: Values): Values {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => isGiven(value)));
}

/** Whether another field is given in place of this one, which is then neither missing nor filled in. */
export function isReplaced({ alternatives }: Pick<Leavable, "alternatives">, given: Values): boolean {
  return alternatives.some((name) => isGiven(given[name]));
}

/**
 * The value of a field: the given one, else the first that one of its origins has. A recorded label stays, as the address of a
 * resource may change; so does the value of a setting that is no longer set.
 */
export function fillIn(field: Leavable, given: Values, ask: Ask, recorded: Values = {}): unknown {
  const { name, from } = field;
  if (isGiven(given[name])) return given[name];
  if (isReplaced(field, given)) return undefined;
  for (const origin of from) {
    if (origin === "recorded") continue;
    const value = (origin === "label" ? recorded[name] : undefined) ?? ask(origin, name);
    if (isGiven(value)) return value;
  }
  return from.some((origin) => typeof origin === "object") ? (recorded[name] ?? undefined) : undefined;
}

export function staysRecorded({ from }: Pick<Field, "from">): boolean {
  return from.includes("recorded");
}

/** @param knows the origins that the engine knows; by default all */
export function mayBeLeftOut(field: Field, knows: (origin: Origin) => boolean = () => true): boolean {
  return field.optional || field.alternatives.length > 0 || field.from.some(knows);
}

/**
 * Whether a recorded value may be missing. Defaults are recorded as if they had been given, and so is a required field's value from
 * its source, unless another field is given in its place.
 */
export function isAbsentable({ optional, defaultValue, alternatives, from }: Field): boolean {
  if (alternatives.length > 0) return true;
  return optional && defaultValue === undefined && !from.includes("name") && !from.includes("label");
}

/** Whether the field has a value even where it is left out. @param knows as for `mayBeLeftOut` */
export function isFilledIn({ defaultValue, from }: Field, knows: (origin: Origin) => boolean): boolean {
  return defaultValue !== undefined || from.some(knows);
}

/** The recorded values, with the defaults of fields that are newer than the record. */
export function withDefaults(fields: readonly Field[], recorded: Values): Values {
  const entries = fields.map(({ name, type, defaultValue }) => {
    const value = recorded[name] ?? defaultValue;
    return [name, type.kind === "object" && isPlainObject(value) ? withDefaults(type.fields, value) : value] as const;
  });
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/** The desired inputs. An input that isn't known yet, or is left as recorded, has its recorded value, else its default. */
export function settle(fields: readonly Field[], prior: unknown, desired: Values): Values {
  const entries = fields.map((field) => {
    const { name, type, defaultValue } = field;
    const old = isPlainObject(prior) ? prior[name] : undefined;
    const value = desired[name];
    if (type.kind === "object" && isPlainObject(value)) return [name, settle(type.fields, old, value)] as const;
    const isOpen = hasUnknown(value) || (value === undefined && staysRecorded(field));
    return [name, isOpen ? (old ?? defaultValue) : value] as const;
  });
  return Object.fromEntries(entries);
}
