import { formatTime } from "../core/clock";
import type { Values } from "../core/definition";
import { Secret } from "../core/secret";
import { isPlainObject, isUnknown, UNKNOWN } from "../core/unknown";

export const PROVIDER_INPUT = "__provider";
/** The resource's nonce, recorded with the inputs. The engine hides it, as it does every property with this prefix. */
export const NONCE_INPUT = "__nonce";

/** Carries the version of this package that the program has. A check removes it. */
export const PACKAGE_INPUT = "__package";

/** Carries the resource's place in its program. A check removes it: no state holds it. */
export const PLACE_INPUT = "__place";

/**
 * The text that the engine stores with every resource and evaluates, even years later, to get the resource's provider.
 * It captures nothing and names no version or path: never change it, and never remove the exports that it names.
 */
export function providerLiteral(resource: string): string {
  return `exports.handler = () => require("keysmith/dynamic").${resource};`;
}

/** The type of a resource that needs no plugin: the engine serves its package from the SDK in the program's folder. */
export function dynamicType(resource: string): string {
  return `pulumi-nodejs:dynamic/keysmith:${resource}`;
}

/** Properties as the engine sends and takes them: JSON, in which objects and texts may be marked. */
export type Properties = Record<string, unknown>;

/**
 * Stands for an unknown value of any type.
 * @see sdk/nodejs/runtime/rpc.ts of pulumi/pulumi, `unknownValue`
 */
export const UNKNOWN_TEXT = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Marks an object as one of the engine's own; the value says which kind, here a secret. From the same file. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/** The engine's properties without those that we keep for ourselves; unknown values at any depth are `UNKNOWN`. */
export function fromWire(properties: Readonly<Properties>): Values {
  const {
    [PROVIDER_INPUT]: _provider,
    [NONCE_INPUT]: _nonce,
    [PLACE_INPUT]: _place,
    [PACKAGE_INPUT]: _package,
    ...rest
  } = properties;
  return decode(rest) as Values;
}

/** The resource's place, outermost first. Undefined if all changes are ignored: the inputs are then those on record. */
export function placeFromWire({ [PLACE_INPUT]: place }: Readonly<Properties>): readonly string[] | undefined {
  return Array.isArray(place) ? place.map(String) : undefined;
}

/** Values for the engine or a program, with plain secrets: a caller that received marks puts them back. */
export function plainToWire(values: Values): Properties {
  return encode(values, (secret) => secret.reveal()) as Properties;
}

/**
 * A state for the engine to record, or an answer. Marks secrets, so that the engine stores them encrypted: those in the
 * state, and every field of `secretNames` whatever it holds.
 */
export function stateToWire(state: Values, secretNames: readonly string[] = []): Properties {
  const properties = encode(state, (secret) => marked(secret.reveal())) as Properties;
  for (const name of secretNames) {
    const value = properties[name];
    if (value !== undefined && !isMarked(value)) properties[name] = marked(value);
  }
  return properties;
}

/** Marks a value that came plain, so that the engine stores it encrypted. */
export function secretToWire(value: unknown): Properties {
  return isMarked(value) ? value : marked(value);
}

/** The marked values in received properties, at any depth, without their marks. */
export function markedIn(sent: unknown): readonly unknown[] {
  if (isMarked(sent)) return [unmarked(sent)];
  if (Array.isArray(sent)) return sent.flatMap(markedIn);
  return isPlainObject(sent) ? Object.values(sent).flatMap(markedIn) : [];
}

/** Properties without marks, at any depth. */
export function unmarked<T>(value: T): T {
  if (isMarked(value)) return unmarked(value["value"]) as T;
  return mapInside(value, unmarked) as T;
}

/** An answer with the marks of `sent`, as the engine adds none. A list with a mark inside is marked as a whole. */
export function markedLike(answer: Properties, sent: Readonly<Properties>): Properties {
  const entries = Object.entries(answer).map(([name, value]) => [name, likeSent(value, sent[name])] as const);
  return Object.fromEntries(entries);
}

function likeSent(value: unknown, sent: unknown): unknown {
  if (value === undefined || value === null || isMarked(value)) return value;
  if (isMarked(sent) || (Array.isArray(sent) && markedIn(sent).length > 0)) return marked(unmarked(value));
  return isPlainObject(value) && isPlainObject(sent) ? markedLike(value, sent) : value;
}

function marked(value: unknown): Properties {
  return { [SIGNATURE]: SECRET, value };
}

/** Whether the engine has marked a value as secret, in a call to a provider or in an export. */
export function isMarked(value: unknown): value is Properties {
  return isPlainObject(value) && value[SIGNATURE] === SECRET;
}

function decode(value: unknown): unknown {
  if (value === UNKNOWN_TEXT) return UNKNOWN;
  // Only a plugin receives marked values.
  if (isMarked(value)) return decode(value["value"]);
  return mapInside(value, decode);
}

/**
 * Converts `value` to plain JSON. The engine's own conversion fails on `undefined` and turns a date into an empty
 * object, and it runs after the service has acted, so no such value may reach it.
 */
function encode(value: unknown, secret: (secret: Secret) => unknown): unknown {
  if (value instanceof Secret) return secret(value);
  if (isUnknown(value)) return UNKNOWN_TEXT;
  if (value instanceof Date) return formatTime(value);
  if (typeof value === "bigint") return String(value);
  if (typeof value === "number" && !Number.isFinite(value)) return null;
  if (typeof value === "symbol" || typeof value === "function") return undefined;
  return mapInside(value, (item) => encode(item, secret));
}

/** Changes each member or item of `value`. One that becomes undefined is left out, or is null in a list. */
export function mapInside(value: unknown, change: (item: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => change(item) ?? null);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([name, item]) => [name, change(item)] as const);
  return Object.fromEntries(entries.filter(([, item]) => item !== undefined));
}
