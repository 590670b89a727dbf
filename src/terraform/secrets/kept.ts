import { createHash } from "node:crypto";
import { addressOf } from "../../core/address";
import type { Definition, Values } from "../../core/definition";
import { secretOutputs } from "../../core/lifecycle";
import { Secret } from "../../core/secret";
import { hasUnknown, isUnknown } from "../../core/unknown";
import type { Owner } from "../../sealing/contents";
import { open } from "../../sealing/open";
import { recipientProblem, recipientsMark } from "../../sealing/recipients";
import { seal } from "../../sealing/seal";
import { resourceType, snakeCase } from "../names";
import type { Attributes, Diagnostic } from "../protocol/provider";
import { SEALED, SECRET_KNOWN, secretInputs } from "../resource-schema";
import { stateFields, toValues } from "../values";

export type SecretKeeping =
  | { readonly kind: "sealed"; readonly recipients: readonly string[]; readonly mark: string }
  /** In a way that isn't known yet. */
  | { readonly kind: "later" }
  | { readonly kind: "plain" }
  | { readonly kind: "none" };

/** What the provider's block says of it, which must have been validated. */
export function secretKeeping({ seal_to: sealTo = null, plain_secrets: plain = null }: Attributes): SecretKeeping {
  if (plain === true) return { kind: "plain" };
  if (hasUnknown(sealTo) || isUnknown(plain)) return { kind: "later" };
  const recipients = Array.isArray(sealTo) ? sealTo.map(String) : [];
  if (recipients.length === 0) return { kind: "none" };
  return { kind: "sealed", recipients, mark: recipientsMark(recipients) };
}

/** What a record says of how secrets are kept; nothing where nobody has said it. */
export function keepingMark(keeping: SecretKeeping): string | undefined {
  if (keeping.kind === "plain") return "plain";
  return keeping.kind === "sealed" ? keeping.mark : undefined;
}

export async function secretKeepingProblems(config: Attributes): Promise<Diagnostic[]> {
  const { seal_to: sealTo = null, plain_secrets: plain = null } = config;
  const recipients = Array.isArray(sealTo) ? sealTo : [];
  const bad: Diagnostic[] = [];
  for (const [index, recipient] of recipients.entries())
    if (!isUnknown(recipient)) bad.push(...(await badRecipient(String(recipient), index)));
  if (plain !== true || recipients.length === 0) return bad;
  const summary = "plain_secrets = true conflicts with seal_to: leave one out";
  return [...bad, { severity: "error", summary, attribute: ["plain_secrets"] }];
}

async function badRecipient(recipient: string, index: number): Promise<Diagnostic[]> {
  const problem = await recipientProblem(recipient);
  if (!problem) return [];
  // Without a place: the engine prints the line that an error points at, and an identity may stand in it.
  return [{ severity: "error", summary: `seal_to[${index}]: ${problem}` }];
}

export function untoldKeeping(definition: Definition, subject: string): Diagnostic {
  const names = secretOutputs(definition).map(snakeCase).join(" and ");
  return {
    severity: "error",
    summary: `${subject}: its ${names} would be stored in the state, and the provider block doesn't say how to protect them`,
    detail: [
      "There are three ways:",
      '  1. seal_to = ["age1…"] in the provider\'s block: the state holds them encrypted to these age recipients.',
      "  2. plain_secrets = true there: the state holds them in clear, as sensitive attributes.",
      "  3. OpenTofu's state encryption, which makes the second way safe: https://opentofu.org/docs/language/state/encryption/",
      "To destroy existing resources without any of these, run destroy with -refresh=false.",
      "Nothing was written.",
    ].join("\n"),
  };
}

export type Secrets = Readonly<Record<string, Secret>>;

export function outputNames(definition: Definition): readonly string[] {
  return secretOutputs(definition).map(snakeCase);
}

export function clearNames(definition: Definition): readonly string[] {
  return secretInputs(definition).map(({ name }) => snakeCase(name));
}

export function keepingNames(definition: Definition): readonly string[] {
  const names = outputNames(definition);
  return names.length > 0 ? [...names, SEALED, SECRET_KNOWN] : [];
}

export function secretsIn(definition: Definition, values: Values): Secrets {
  const found = secretOutputs(definition).map((name) => [snakeCase(name), values[name]] as const);
  return Object.fromEntries(found.filter((each): each is [string, Secret] => each[1] instanceof Secret));
}

export function secretsInClear(definition: Definition, attributes: Attributes): Secrets {
  const found = outputNames(definition).map((name) => [name, attributes[name]] as const);
  return Object.fromEntries(
    found.flatMap(([name, value]) => (typeof value === "string" ? [[name, new Secret(value)]] : [])),
  );
}

/** To whom secrets belong: the object at its service, whose name changes when they do. */
export function ownerOf(definition: Definition, values: Values): Owner {
  return { type: resourceType(definition), id: addressOf(definition, values)?.name };
}

/** The secret outputs that a state holds. @throws what `open` throws, also for the sealed text of another resource */
export async function secretsHeld(
  definition: Definition,
  attributes: Attributes,
  identities: () => Promise<readonly Secret[]>,
): Promise<Secrets> {
  const { [SEALED]: sealed = null } = attributes;
  if (typeof sealed !== "string") return secretsInClear(definition, attributes);
  const owner = ownerOf(definition, toValues(stateFields(definition), attributes));
  return open(sealed, await identities(), owner);
}

export interface Kept {
  readonly attributes: Attributes;
  readonly sealedTo?: string;
}

/** A short text that is another for another sealed text; nothing where nothing is sealed. */
export function sealedMark({ [SEALED]: sealed = null }: Attributes): string | undefined {
  return typeof sealed === "string" ? createHash("sha256").update(sealed).digest("hex").slice(0, 16) : undefined;
}

/** Secret outputs in the form in which the state is to keep them. The one place of this adaptor that unwraps them. */
export async function keptAs(
  keeping: SecretKeeping,
  definition: Definition,
  secrets: Secrets,
  of: Owner,
): Promise<Kept> {
  const hidden = Object.fromEntries(outputNames(definition).map((name) => [name, null]));
  if (Object.keys(secrets).length > 0 && keeping.kind === "plain") {
    const clear = Object.entries(secrets).map(([name, secret]) => [name, secret.reveal()] as const);
    return { attributes: { ...hidden, ...Object.fromEntries(clear), [SEALED]: null, [SECRET_KNOWN]: true } };
  }
  if (Object.keys(secrets).length > 0 && keeping.kind === "sealed") {
    const sealed = await seal(secrets, keeping.recipients, of);
    return { attributes: { ...hidden, [SEALED]: sealed, [SECRET_KNOWN]: true }, sealedTo: keeping.mark };
  }
  return { attributes: { ...hidden, [SEALED]: null, [SECRET_KNOWN]: false } };
}
