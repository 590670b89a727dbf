import { formatTime } from "../core/clock";
import type { Values } from "../core/definition";
import { Secret } from "../core/secret";
import { isPlainObject, isUnknown, UNKNOWN } from "../core/unknown";

export const PROVIDER_INPUT = "__provider";
/** Recorded with the inputs, and hidden by the engine as every property that begins like that: the resource's nonce. */
export const NONCE_INPUT = "__nonce";

/** In which a program says which version of this package it has. A check takes it away. */
export const PACKAGE_INPUT = "__package";

/** In which a program says where the resource is in it. A check takes it away: no state holds it. */
export const PLACE_INPUT = "__place";

/**
 * The text that the engine stores with every resource and evaluates, years later too, to get the resource's provider.
 * It captures nothing and names no version or path: never change it, and never remove what it names.
 */
export function providerLiteral(resource: string): string {
  return `exports.handler = () => require("keysmith/dynamic").${resource};`;
}

/** The type of a resource that needs no plugin: the engine serves its package from the SDK in the program's folder. */
export function dynamicType(resource: string): string {
  return `pulumi-nodejs:dynamic/keysmith:${resource}`;
}

/** Properties as the engine sends and takes them: JSON, with marked objects and texts in it. */
export type Properties = Record<string, unknown>;

/**
 * What stands for an unknown value, whatever its type.
 * @see sdk/nodejs/runtime/rpc.ts of pulumi/pulumi, `unknownValue`
 */
export const UNKNOWN_TEXT = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Marks an object as one of the engine's own, and which: here, a secret. From the same file. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/** What the engine sent, without what we keep with it for ourselves; unknown values at any depth are `UNKNOWN`. */
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

/** Where the resource is in its program, outermost first. Not said where all changes are ignored: then inputs are what is recorded. */
export function placeFromWire({ [PLACE_INPUT]: place }: Readonly<Properties>): readonly string[] | undefined {
  return Array.isArray(place) ? place.map(String) : undefined;
}

/** Values for the engine or a program, their secrets plain: a caller that got marks with them puts those back. */
export function plainToWire(values: Values): Properties {
  return encode(values, (secret) => secret.reveal()) as Properties;
}

/**
 * A state for the engine to record, or an answer. Secrets are marked, so that they are stored encrypted: those in the state, and
 * every field of `secretNames` whatever it holds.
 */
export function stateToWire(state: Values, secretNames: readonly string[] = []): Properties {
  const properties = encode(state, (secret) => marked(secret.reveal())) as Properties;
  for (const name of secretNames) {
    const value = properties[name];
    if (value !== undefined && !isMarked(value)) properties[name] = marked(value);
  }
  return properties;
}

/** A value that came plain and is to be stored encrypted. */
export function secretToWire(value: unknown): Properties {
  return isMarked(value) ? value : marked(value);
}

/** What is marked in properties as they came, at any depth, without the marks. */
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

/** An answer with marks where what was sent had them, as the engine adds none: on the whole of a list in which there was one. */
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

/** Whether a value is one that the engine has marked as secret: as a provider gets it, or as an export shows it. */
export function isMarked(value: unknown): value is Properties {
  return isPlainObject(value) && value[SIGNATURE] === SECRET;
}

function decode(value: unknown): unknown {
  if (value === UNKNOWN_TEXT) return UNKNOWN;
  // They come with marks only to a plugin.
  if (isMarked(value)) return decode(value["value"]);
  return mapInside(value, decode);
}

/**
 * Plain JSON of `value`. The engine's own conversion fails on `undefined` and turns a date into an empty object, and
 * does so after the service has acted, so nothing of that kind may get there.
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

/** The same with what is in it changed; what becomes undefined is left out, and in a list is null. */
export function mapInside(value: unknown, change: (item: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => change(item) ?? null);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([name, item]) => [name, change(item)] as const);
  return Object.fromEntries(entries.filter(([, item]) => item !== undefined));
}
