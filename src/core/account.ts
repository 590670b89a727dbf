import { CredentialsError } from "./errors";
import type { Context } from "./run";
import type { Values } from "./unknown";

/**
 * Who owns objects, and who calls: one value for all definitions of a service. A service doesn't find another account's objects and
 * says that they are gone; an object in their place is somebody else's.
 */
export interface Accounts<S = Values, C = unknown> {
  /** The account that a state holds; undefined where it holds none. Pure. */
  recorded(state: Partial<S>): string | undefined;
  /** The account of the credentials; undefined where nothing tells it. Asked before each write, so it looks only once in a run. */
  current(context: Context<C>, state: Partial<S>): Promise<string | undefined>;
  /** Whether the credentials may reach other accounts' objects too: then only objects that aren't found there are refused. */
  spans?(context: Context<C>): Promise<boolean>;
  /** Whether they certainly reach the object's place, whether or not the object exists; false where only a look at it can tell. */
  reaches?(context: Context<C>, state: Partial<S>): Promise<boolean>;
}

/**
 * Called before a recorded object is written.
 * @param subject for messages
 * @param look reads the object: called where only that can tell whether the credentials reach it
 * @throws CredentialsError where it belongs to another account than the credentials
 */
export async function requireAccount(
  accounts: Accounts | undefined,
  subject: string,
  context: Context<unknown>,
  state: Values,
  look: () => Promise<unknown>,
): Promise<void> {
  const recorded = accounts?.recorded(state);
  const current = recorded === undefined ? undefined : await accounts?.current(context, state);
  if (recorded === undefined || current === undefined || current === recorded) return;
  if (!(await accounts?.spans?.(context))) return refuseOther(`${subject} belongs to`, recorded, current);
  if ((await accounts?.reaches?.(context, state)) || (await look())) return;
  throw new CredentialsError(
    `${subject} is not found in the account ${recorded}, and the credentials are a person's, of the account ${current}: they may not reach it`,
    `Nothing was written. If it was deleted by hand, take it out of the state, or use credentials of the account ${recorded}, which can tell.`,
  );
}

export async function requireSameAccount(
  accounts: Accounts | undefined,
  subject: string,
  context: Context<unknown>,
  state: Values,
  found: Values | undefined,
): Promise<void> {
  if (!found) return requireAccount(accounts, subject, context, state, async () => undefined);
  const recorded = accounts?.recorded(state);
  if (recorded !== undefined) refuseOther(`${subject} belongs to`, recorded, accounts?.recorded(found));
}

/** Called before an object is made: all that this run has seen recorded at the service is in one account, and so must the new one be. */
export async function requireAccountOfStack(
  accounts: Accounts | undefined,
  subject: string,
  context: Context<unknown>,
  inputs: Values,
): Promise<void> {
  const recorded = accounts && context.ledger.accountOf(accounts);
  const current = recorded === undefined ? undefined : await accounts?.current(context, inputs);
  if (recorded === undefined || current === undefined || (await accounts?.spans?.(context))) return;
  refuseOther(`${subject} can't be made: the other objects of the stack are in`, recorded, current);
}

function refuseOther(what: string, recorded: string, current: string | undefined): void {
  if (current === undefined || current === recorded) return;
  throw new CredentialsError(
    `${what} the account ${recorded}, and the credentials are of the account ${current}`,
    "Nothing was written. Use credentials of the account that the state was made with; another account needs its own stack.",
  );
}
