import type { Address } from "../../../core/address";
import { kept, Memo } from "../../../core/memo";
import { unlessGone } from "../../../core/patterns/gone";
import type { IbmContext } from "../../client";
import { lacks } from "../../platform/features";
import { instanceOf, type KeyInstance, type Placement, placeOf } from "../../platform/instance";
import type { KeyApi } from "../api/client";
import { KEY_STATES, type Key } from "../api/wire";

export const KEY_ACTIONS: readonly string[] = [
  "kms.secrets.readmetadata",
  "kms.secrets.patch",
  "kms.secrets.createalias",
  "kms.secrets.deletealias",
  "kms.secrets.restore",
];

export interface KeyAccess {
  readonly context: IbmContext;
  readonly instance: KeyInstance;
  /** For calls that change nothing: what does goes through `write`. */
  readonly api: KeyApi;
}

export function accessTo(context: IbmContext, placement: Placement): KeyAccess {
  const instance = instanceOf(placement);
  return { context, instance, api: context.client.keys(instance) };
}

export function memoKey({ instance }: KeyAccess, what: string): string {
  return `ibm: ${what} ${placeOf(instance)}`;
}

/** Makes a call that changes something: lists from before it no longer hold. */
export async function write<T>(access: KeyAccess, act: (api: KeyApi) => Promise<T>): Promise<T> {
  try {
    return await act(access.api);
  } finally {
    access.context.memo.forget(memoKey(access, "keys of"));
    access.context.memo.forget(memoKey(access, "rings of"));
  }
}

/** Without them the service leaves out what was deleted. */
const EVERY_STATE = Object.keys(KEY_STATES).map(Number);

/** All keys of the instance, also those that can be restored: one list for all resources until one of them writes. */
export function readAll(access: KeyAccess): Promise<readonly Key[]> {
  const query = lacks(access.instance.service, "restore") ? {} : { states: EVERY_STATE };
  return access.context.memo.once(memoKey(access, "keys of"), () => access.api.list(query));
}

/**
 * The keys that were there at the first look of this run: what earlier runs left is among them, whatever this one has
 * written since. One list for all keys that are to be made.
 */
export function firstLook(access: KeyAccess): Promise<readonly Key[]> {
  return access.context.memo.once(memoKey(access, "keys found in"), () => readAll(access));
}

/** The keys as they are now, after a call of which nobody knows what it did. */
export function freshLook(access: KeyAccess): Promise<readonly Key[]> {
  access.context.memo.forget(memoKey(access, "keys of"));
  return readAll(access);
}

/** One key by id or alias, without its payload; nothing when there is none. */
export function askForKey({ api }: KeyAccess, idOrAlias: string): Promise<Key | undefined> {
  return unlessGone(api.metadata(idOrAlias));
}

/** What was asked for beside a shared list holds as long as that. */
const besideLists = new WeakMap<readonly Key[], Memo>();

/** A key from the shared list; one that isn't in it, as only a policy of its own lets it be seen, is asked for. */
export async function findKey(access: KeyAccess, keyId: string): Promise<Key | undefined> {
  const all = await readAll(access);
  const listed = all.find(({ id }) => id === keyId);
  return listed ?? kept(besideLists, all, () => new Memo()).once(keyId, () => askForKey(access, keyId));
}

export function keyAddress(
  place: string | undefined,
  { extractable, id }: Pick<Key, "extractable"> & { readonly id: string | undefined },
): Address {
  return { kind: extractable ? "standard key" : "root key", place, name: id };
}
