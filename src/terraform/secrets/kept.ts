import type { Definition, Values } from "../../core/definition";
import { secretOutputs } from "../../core/lifecycle";
import { Secret } from "../../core/secret";
import { open } from "../../sealing/open";
import { seal } from "../../sealing/seal";
import { snakeCase } from "../names";
import type { Attributes, Value } from "../protocol/provider";
import { SEALED, SECRET_KNOWN, secretInputs } from "../resource-schema";
import type { SecretKeeping } from "./keeping";

/** Secrets by the names of their attributes. */
export type Secrets = Readonly<Record<string, Secret>>;

/** The attributes of the secrets that a service or we have made. */
export function outputNames(definition: Definition): readonly string[] {
  return secretOutputs(definition).map(snakeCase);
}

/** The attributes that take a secret in clear. */
export function clearNames(definition: Definition): readonly string[] {
  return secretInputs(definition).map(({ name }) => snakeCase(name));
}

/** What the config gives in clear. What it leaves open stays where an output of that name is kept. */
export function clearAttributes(definition: Definition, config: Attributes, planned: Attributes): Attributes {
  const kept = outputNames(definition);
  const left = (name: string): Value => (kept.includes(name) ? (planned[name] ?? null) : null);
  return Object.fromEntries(clearNames(definition).map((name) => [name, config[name] ?? left(name)]));
}

/** The attributes in which the state keeps what a service or we have made. */
export function keepingNames(definition: Definition): readonly string[] {
  const names = outputNames(definition);
  return names.length > 0 ? [...names, SEALED, SECRET_KNOWN] : [];
}

/** The secret outputs that a verb has answered. */
export function secretsIn(definition: Definition, values: Values): Secrets {
  const found = secretOutputs(definition).map((name) => [snakeCase(name), values[name]] as const);
  return Object.fromEntries(found.filter((each): each is [string, Secret] => each[1] instanceof Secret));
}

/** The secret outputs that a state keeps in clear. */
export function secretsInClear(definition: Definition, attributes: Attributes): Secrets {
  const found = outputNames(definition).map((name) => [name, attributes[name]] as const);
  return Object.fromEntries(
    found.flatMap(([name, value]) => (typeof value === "string" ? [[name, new Secret(value)]] : [])),
  );
}

/** The secret outputs that a state holds. @throws what `open` throws */
export async function secretsHeld(
  definition: Definition,
  attributes: Attributes,
  identities: () => Promise<readonly Secret[]>,
): Promise<Secrets> {
  const { [SEALED]: sealed = null } = attributes;
  return typeof sealed === "string" ? open(sealed, await identities()) : secretsInClear(definition, attributes);
}

export interface Kept {
  readonly attributes: Attributes;
  /** The mark of the recipients. */
  readonly sealedTo?: string;
}

/** Secret outputs in the form in which the state is to keep them. The one place of this adaptor that unwraps them. */
export async function keptAs(keeping: SecretKeeping, definition: Definition, secrets: Secrets): Promise<Kept> {
  const hidden = Object.fromEntries(outputNames(definition).map((name) => [name, null]));
  if (Object.keys(secrets).length > 0 && keeping.kind === "plain") {
    const clear = Object.entries(secrets).map(([name, secret]) => [name, secret.reveal()] as const);
    return { attributes: { ...hidden, ...Object.fromEntries(clear), [SEALED]: null, [SECRET_KNOWN]: true } };
  }
  if (Object.keys(secrets).length > 0 && keeping.kind === "sealed") {
    const sealed = await seal(secrets, keeping.recipients);
    return { attributes: { ...hidden, [SEALED]: sealed, [SECRET_KNOWN]: true }, sealedTo: keeping.mark };
  }
  return { attributes: { ...hidden, [SEALED]: null, [SECRET_KNOWN]: false } };
}
