import type * as z from "zod";
import type { Accounts } from "./account";
import { type Address, sameAddress } from "./address";
import { CredentialsError, InvalidInputError } from "./errors";
import { fieldsOf, settingOf } from "./fields";
import type { Context } from "./run";
import type { Values } from "./unknown";

/**
 * Tells an object from all others, whatever anybody calls it. Engines record it beside the state, and people import by it. It stays
 * for the object's whole life, unless it is declared mutable. Where a definition has `account`, the account that has the object is
 * part of it.
 */
export interface Identity<S> {
  /** Names of inputs and outputs, all of them texts. */
  readonly fields: readonly (keyof S & string)[];
  /** An update may change the identity, as a rotation puts another object in place of the previous one. */
  readonly mutable?: true;
  /** The values of the fields in a state. By default the state's own values, in canonical form. Pure. */
  of?(state: Partial<S>): Values;
}

/** The parts of a definition that are needed here. */
interface Identified {
  readonly inputs: z.ZodObject;
  readonly outputs: z.ZodObject;
  readonly account?: Accounts;
  readonly identity?: Identity<Values>;
  address(values: Values): Address;
}

/** By the names of the fields, and `account`. */
export type IdentityValues = Readonly<Record<string, string>>;

export const ACCOUNT = "account";

export interface IdentityPart {
  readonly name: string;
  readonly doc: string;
  /** Whether only the identity can hold it: no setting gives it, and no reply of the service. */
  readonly required: boolean;
}

/** @throws TypeError for a name that no field has */
export function identityParts({ identity, account, inputs, outputs }: Identified): readonly IdentityPart[] {
  if (!identity) return [];
  const fields = [...fieldsOf(inputs), ...fieldsOf(outputs)];
  const parts = identity.fields.map((name) => {
    const field = fields.find((each) => each.name === name);
    if (!field) throw new TypeError(`there is no field ${name}`);
    return { name, doc: field.meta.doc, required: !field.optional && settingOf(field) === undefined };
  });
  const whose = {
    name: ACCOUNT,
    doc: "The account that has the object; absent where it isn't known.",
    required: false,
  };
  return account ? [whose, ...parts] : parts;
}

/**
 * The identity of a state's object; undefined while the state doesn't hold it, as after half a create.
 * @param before the recorded identity: the same object keeps it, even if the state spells it otherwise now
 */
export function identityOf(definition: Identified, state: Values, before?: IdentityValues): IdentityValues | undefined {
  const account = definition.account?.recorded(state);
  if (before && sameAddress(definition.address(before), definition.address(state)))
    return { ...(account !== undefined && { [ACCOUNT]: account }), ...before };
  const told: Values = { ...(definition.identity?.of?.(state) ?? state), [ACCOUNT]: account };
  const fields = fieldsOf(definition.inputs);
  const canonical = (name: string, value: unknown): unknown =>
    fields.find((field) => field.name === name)?.meta.canonical?.(value) ?? value;
  const parts = identityParts(definition);
  const entries = parts.flatMap(({ name }): [string, string][] => {
    const value = told[name];
    return typeof value === "string" && value !== "" ? [[name, String(canonical(name, value))]] : [];
  });
  const isWhole = parts.every(({ name, required }) => !required || entries.some(([each]) => each === name));
  return isWhole && parts.length > 0 ? Object.fromEntries(entries) : undefined;
}

/** Whether a change may bring another identity, which nobody knows before the change is made. @param changed names of outputs */
export function changesIdentity({ identity }: Pick<Identified, "identity">, changed: readonly string[]): boolean {
  return identity?.mutable === true && identity.fields.some((name) => changed.includes(name));
}

/**
 * The values that find the object of an identity.
 * @throws InvalidInputError for an identity that leaves out a value that nothing else gives
 */
export function toldByIdentity(definition: Identified, kind: string, given: IdentityValues): Values {
  const missing = identityParts(definition).filter(({ name, required }) => required && given[name] === undefined);
  if (missing.length > 0)
    throw new InvalidInputError(
      kind,
      missing.map(({ name }) => ({ field: name, reason: "is missing from the identity", secret: false })),
    );
  const { [ACCOUNT]: _, ...told } = given;
  return told;
}

/**
 * The account of an object to import: that of the identity, else that of its place, else that of the credentials.
 * @throws CredentialsError where the identity names another account than the place or the credentials
 */
export async function accountToImport(
  { account: accounts }: Identified,
  subject: string,
  context: Context<unknown>,
  given: IdentityValues,
  told: Values,
): Promise<string | undefined> {
  const named = given[ACCOUNT];
  const placed = accounts?.recorded(told);
  if (placed !== undefined) return sameAccount(subject, named, placed, "its place is of");
  // A member of several accounts may mean any of them.
  if (await accounts?.spans?.(context)) return named;
  return sameAccount(subject, named, await accounts?.current(context, told), "the credentials are of");
}

/** @throws CredentialsError where a recorded identity names another account than that of the object found */
export function requireIdentity(
  { account: accounts }: Identified,
  subject: string,
  recorded: IdentityValues | undefined,
  found: Values,
): void {
  sameAccount(subject, recorded?.[ACCOUNT], accounts?.recorded(found), "what is found is of");
}

function sameAccount(
  subject: string,
  named: string | undefined,
  other: string | undefined,
  whose: string,
): string | undefined {
  if (named === undefined || other === undefined || named === other) return named ?? other;
  throw new CredentialsError(
    `${subject}: its identity names the account ${named}, and ${whose} the account ${other}`,
    "Nothing was written. Use credentials of the account that the identity names, or correct the identity.",
  );
}
