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
  /** For calls that change nothing. Calls that do go through `write`. */
  readonly api: KeyApi;
}

export function accessTo(context: IbmContext, placement: Placement): KeyAccess {
  const instance = instanceOf(placement);
  return { context, instance, api: context.client.keys(instance) };
}

export function memoKey({ instance }: KeyAccess, what: string): string {
  return `ibm: ${what} ${placeOf(instance)}`;
}

/** Makes a call that changes something, and forgets the lists read before it. */
export async function write<T>(access: KeyAccess, act: (api: KeyApi) => Promise<T>): Promise<T> {
  try {
    return await act(access.api);
  } finally {
    access.context.memo.forget(memoKey(access, "keys of"));
    access.context.memo.forget(memoKey(access, "rings of"));
  }
}

/** Without states, the service leaves out deleted keys. */
const EVERY_STATE = Object.keys(KEY_STATES).map(Number);

/** All keys of the instance, including keys that can be restored. Resources share one list until one of them writes. */
export function readAll(access: KeyAccess): Promise<readonly Key[]> {
  const query = lacks(access.instance.service, "restore") ? {} : { states: EVERY_STATE };
  return access.context.memo.once(memoKey(access, "keys of"), () => access.api.list(query));
}

/**
 * The keys that existed at this run's first look. They include the keys that earlier runs left, whatever this run has
 * written since. All keys to be made share this list.
 */
export function firstLook(access: KeyAccess): Promise<readonly Key[]> {
  return access.context.memo.once(memoKey(access, "keys found in"), () => readAll(access));
}

/** The current keys, read again after a call with an unknown outcome. */
export function freshLook(access: KeyAccess): Promise<readonly Key[]> {
  access.context.memo.forget(memoKey(access, "keys of"));
  return readAll(access);
}

/** One key by id or alias, without its payload; undefined when there is none. */
export function askForKey({ api }: KeyAccess, idOrAlias: string): Promise<Key | undefined> {
  return unlessGone(api.metadata(idOrAlias));
}

/** Single keys that were asked for in addition to a shared list, kept as long as that list. */
const besideLists = new WeakMap<readonly Key[], Memo>();

/** A key from the shared list. A key that isn't listed is asked for, as the caller's policy may allow that key alone. */
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
