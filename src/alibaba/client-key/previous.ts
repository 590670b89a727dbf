import { message } from "../../core/message";
import { aboutIn, type Reason } from "../../core/reasons";
import type { AlibabaContext } from "../api/client";
import type { ClientKeyReply } from "../api/wire";
import type { ClientKeyInputs, ClientKeyState, PreviousKey } from "./fields";
import { deleteKey, isElsewhere, listKeys, recordedIds } from "./keys";
import { lastKeysOf } from "./times";

// Which previous keys a run ends, and which it leaves.

export interface Planned {
  readonly prior: ClientKeyState;
  readonly reasons: readonly Reason[];
}

/** The previous keys that the plan says are to go. What has come due since is for the next one. */
export function ended({ reasons }: Pick<Planned, "reasons">, { revokePrevious }: ClientKeyInputs): ReadonlySet<string> {
  return aboutIn(reasons, "retire", "revoke", ...(revokePrevious ? (["stray"] as const) : []));
}

export function without(ids: ReadonlySet<string>, keys: readonly PreviousKey[]): ReadonlySet<string> {
  return new Set([...ids].filter((id) => !keys.some(({ clientKeyId }) => clientKeyId === id)));
}

/** Among the keys that are recorded, by what the service has now: of others nobody was ever told, and those have deadlines of their own. */
export function lastKeysAmong(
  keys: readonly ClientKeyReply[],
  prior: ClientKeyState | undefined,
  previous: readonly PreviousKey[],
  now: Date,
): readonly PreviousKey[] {
  if (!prior) return [];
  const ids = recordedIds(prior);
  const recorded = previous.filter((key) => ids.has(key.clientKeyId) && isAmong(keys, key));
  return lastKeysOf({ ...prior, state: stateBy(keys, prior) }, recorded, now);
}

export function stateBy(keys: readonly ClientKeyReply[], prior: ClientKeyState): ClientKeyState["state"] {
  return isAmong(keys, prior) ? prior.state : "deleted";
}

export function isAmong(keys: readonly ClientKeyReply[], { clientKeyId }: { readonly clientKeyId: string }): boolean {
  return keys.some((key) => key.clientKeyId === clientKeyId);
}

/**
 * Deletes what the plan says is to go. Where no refresh came before the plan, the current key may be gone unseen. So the service
 * is asked first, and then nothing that works is deleted: the record says what was seen, and the next run makes another key.
 * @returns the previous keys that stay, and what the current key is
 */
export async function removePlanned(
  context: AlibabaContext,
  inputs: ClientKeyInputs,
  previous: readonly PreviousKey[],
  { prior, reasons }: Planned,
): Promise<Pick<ClientKeyState, "state"> & { readonly previous: PreviousKey[] }> {
  const ending = ended({ reasons }, inputs);
  if (!previous.some(({ clientKeyId }) => ending.has(clientKeyId)))
    return { previous: [...previous], state: prior.state };
  const { region, accessPoint } = inputs;
  const keys = await listKeys(context, region, accessPoint);
  const lastKeys = lastKeysAmong(keys, prior, previous, context.clock.now());
  for (const { clientKeyId } of lastKeys.filter((key) => ending.has(key.clientKeyId)))
    context.log.warn(
      message`client key ${clientKeyId} is not deleted before there is a next one, which the next run makes: the current one, ${prior.clientKeyId}, does not work any more`,
    );
  const left = await removePrevious(context, region, previous, without(ending, lastKeys));
  return { previous: left, state: stateBy(keys, prior) };
}

/** Leaves alone what another resource has adopted. @param ending the ids of those that go @returns those that stay */
export async function removePrevious(
  context: AlibabaContext,
  region: string,
  previous: readonly PreviousKey[],
  ending: ReadonlySet<string>,
): Promise<PreviousKey[]> {
  const isEnding = ({ clientKeyId }: PreviousKey): boolean => ending.has(clientKeyId);
  for (const { clientKeyId } of previous.filter(isEnding))
    if (!isElsewhere(context, region, clientKeyId)) await deleteKey(context, region, clientKeyId);
  return previous.filter((key) => !isEnding(key));
}
