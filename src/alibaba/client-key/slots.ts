import { LimitError } from "../../core/errors";
import { assign, message } from "../../core/message";
import { unlessGone } from "../../core/patterns/gone";
import { retirementTime } from "../../core/rotation";
import type { AlibabaContext } from "../api/client";
import * as operations from "../api/operations";
import type { ClientKeyReply } from "../api/wire";
import type { ClientKeyInputs, ClientKeyState, PreviousKey } from "./fields";
import { isMarked } from "./mark";

/** At most three client keys per access point, per the application access point overview. */
const MOST_KEYS = 3;
/** How many versions beside the recorded one a key of ours may be of: a state may have been restored from long ago. */
const VERSIONS_AROUND = 64;
/** The same where no state is left to start from. */
const VERSIONS_FROM_NOTHING = 512;

export async function listKeys(
  context: AlibabaContext,
  region: string,
  accessPoint: string,
): Promise<readonly ClientKeyReply[]> {
  const reply = await context.client.call(operations.listClientKeys, region, { AapName: accessPoint });
  return reply.clientKeys.filter(({ aapName }) => aapName === accessPoint);
}

/**
 * The previous keys that still exist, and with them those that carry our mark and that no state records: made by a run
 * that died before it could record them, or recorded in a state that was lost. They may be in use, so they get the
 * same overlap as every replaced key. Keys without our mark are other people's.
 */
export function previousAmong(
  keys: readonly ClientKeyReply[],
  inputs: ClientKeyInputs,
  prior: ClientKeyState | undefined,
  now: Date,
): PreviousKey[] {
  const recorded = new Map((prior?.previous ?? []).map((key) => [key.clientKeyId, key]));
  const strays = keys.filter((key) => !recorded.has(key.clientKeyId) && key.clientKeyId !== prior?.clientKeyId);
  const kept = keys.flatMap((key) => recorded.get(key.clientKeyId) ?? []);
  const ours = strays.filter((key) => isOurs(key, inputs, prior));
  const retireAfter = retirementTime(now, inputs.rotation);
  return [...kept, ...ours.map(({ clientKeyId, notAfter }) => ({ clientKeyId, notAfter, retireAfter }))];
}

export function isLater(key: ClientKeyReply, { label, version }: ClientKeyState): boolean {
  return isMarked(key, label, version + 1, version + VERSIONS_AROUND);
}

/** Done also when the key is gone already. */
export async function deleteKey(context: AlibabaContext, region: string, clientKeyId: string): Promise<void> {
  await unlessGone(context.client.call(operations.deleteClientKey, region, { ClientKeyId: clientKeyId }));
}

/** The error that names the keys in the way of one more; nothing while there is room. */
export function lackOfRoom(
  keys: readonly ClientKeyReply[],
  inputs: ClientKeyInputs,
  current: string | undefined,
  previous: readonly PreviousKey[],
): LimitError | undefined {
  if (keys.length < MOST_KEYS) return undefined;
  const lines = keys.map((key) => {
    const deadline = previous.find(({ clientKeyId }) => clientKeyId === key.clientKeyId)?.retireAfter;
    const ours = key.clientKeyId === current ? "the current one" : "not one of ours";
    const fate = deadline ? previousFate(deadline, current) : ours;
    return `${key.clientKeyId} (made ${key.createTime}, valid until ${key.notAfter}, ${fate})`;
  });
  const wait = current === undefined ? "" : ", or wait for the end of an overlap";
  return new LimitError(
    `the access point ${JSON.stringify(inputs.accessPoint)} has ${keys.length} client keys, and the service allows ${MOST_KEYS}: ${lines.join("; ")}`,
    message`No key was made. Set ${assign("revokePrevious", true)} to delete the previous ones now, delete a key that nobody uses${wait}.`,
  );
}

/** Without a current key there is no state that could keep a deadline. */
function previousFate(deadline: string, current: string | undefined): string {
  return current === undefined
    ? "a previous one, of a run that was interrupted"
    : `a previous one, kept until ${deadline}`;
}

function isOurs(key: ClientKeyReply, { label }: ClientKeyInputs, prior: ClientKeyState | undefined): boolean {
  if (!prior) return isMarked(key, label, 1, VERSIONS_FROM_NOTHING);
  const [first, last] = [prior.version - VERSIONS_AROUND, prior.version + VERSIONS_AROUND];
  return [...new Set([label, prior.label])].some((each) => isMarked(key, each, first, last));
}
