import { AlreadyExistsError, causedBy, type KeysmithError, NotFoundError } from "../../../core/errors";
import { mayHaveActed } from "../../../http/retry";
import type { Key } from "../../api";
import { placeOf } from "../../platform/instance";
import { askForKey, type KeyAccess, keyAddress, write } from "./access";
import type { KeyInputs } from "./fields";
import { isOurs } from "./match";
import { DESTROYED } from "./state";

/** The key that is to have an alias. */
export interface Claimant {
  readonly access: KeyAccess;
  readonly kind: Extractable;
  readonly keyId: string;
  readonly inputs: KeyInputs;
}

/** Which kind of key. */
type Extractable = Pick<Key, "extractable">;

/**
 * Gives an alias to a key. When the key that this one replaces still has it, it is taken from there.
 * @throws AlreadyExistsError naming the key that has it, when that is somebody else's
 */
export async function claimAlias({ access, kind, keyId, inputs }: Claimant, alias: string): Promise<void> {
  const add = (): Promise<void> => write(access, (api) => api.addAlias(keyId, alias));
  try {
    await add();
  } catch (error) {
    if (!(error instanceof AlreadyExistsError || mayHaveActed(error))) throw error;
    const holder = await askForKey(access, alias);
    if (holder?.id === keyId) return;
    if (!(error instanceof AlreadyExistsError)) throw error;
    if (!holder) throw stillLeaving(alias, error);
    if (!isPredecessor(access, kind, holder, inputs)) throw takenAlias(alias, holder, error);
    await release(access, holder.id, alias);
    await add().catch(async (refusal: unknown) => {
      // When the reply was lost, what refuses the call that was sent again is its own work.
      if ((await askForKey(access, alias))?.id === keyId) return;
      throw refusal instanceof AlreadyExistsError ? stillLeaving(alias, refusal) : refusal;
    });
  }
}

/** Takes an alias from a key. One that an earlier run has taken already may still show. */
async function release(access: KeyAccess, keyId: string, alias: string): Promise<void> {
  try {
    await write(access, (api) => api.removeAlias(keyId, alias));
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
  }
}

/**
 * Whether a key is one that this resource had before, under other inputs, and that this run hasn't made. Root keys and
 * standard keys are resources of their own, whatever their labels.
 */
export function isPredecessor(access: KeyAccess, kind: Extractable, key: Key, inputs: KeyInputs): boolean {
  const { ledger } = access.context;
  return (
    key.extractable === kind.extractable &&
    isOurs(key, inputs) &&
    !ledger.hasGot(keyAddress(placeOf(access.instance), key))
  );
}

/** Each wanted alias that a key has already, with that key. */
export async function holdersOf(access: KeyAccess, aliases: readonly string[]): Promise<ReadonlyMap<string, Key>> {
  const found = await Promise.all(aliases.map(async (alias) => [alias, await askForKey(access, alias)] as const));
  return new Map(found.flatMap(([alias, key]) => (key ? [[alias, key] as const] : [])));
}

/** The service counts an alias as taken for some minutes after it was removed. */
export function stillLeaving(alias: string, error: AlreadyExistsError): AlreadyExistsError {
  return new AlreadyExistsError(
    `the alias ${JSON.stringify(alias)} was taken from another key, and is not free yet`,
    "The service needs up to five minutes to let go of an alias that was removed: run again then.",
    causedBy(error),
  );
}

export function takenAlias(alias: string, holder: Key, error: KeysmithError): AlreadyExistsError {
  const deleted = holder.state === DESTROYED ? ", which was deleted, and keeps it until it is purged" : "";
  return new AlreadyExistsError(
    `the alias ${JSON.stringify(alias)} belongs to the key ${holder.id}, ${JSON.stringify(holder.name)}, which is not this resource's${deleted}`,
    "Choose another alias, or remove it from that key first; an alias is unique in its instance.",
    causedBy(error),
  );
}
