import { parseTime } from "../../core/clock";
import { assign, message, ref } from "../../core/message";
import { successorOf } from "../../core/nonce";
import { hasCome, retirementTime } from "../../core/rotation";
import type { AlibabaContext } from "../api/client";
import type { ClientKeyReply } from "../api/wire";
import type { ClientKeyState } from "./fields";
import { addressOfKey, deleteKey, sight } from "./keys";
import { saysLabel, saysMark } from "./mark";
import { dated, isElsewhere, ownerOf, recordedIds, straysAmong } from "./ownership";

/**
 * Deletes the keys of a record, and what its runs have made and not recorded; but not what another resource has: a program that
 * declares a key anew can adopt one that was replaced. Where a key was made in its place, its overlap is that key's matter.
 */
export async function remove(context: AlibabaContext, state: ClientKeyState): Promise<void> {
  const { region, clientKeyId } = state;
  const { all = [] } = await sight(context, state);
  if (leavesToSuccessor(context, state, all)) return;
  const owner = { ...ownerOf(context, state), nonces: [context.nonces.own] };
  const strays = straysAmong(context, all, owner, recordedIds(state));
  const mine = strays.filter(({ origin }) => origin === "ours");
  const ours = [...state.previous, ...mine].filter((key) => !isElsewhere(context, region, key.clientKeyId));
  for (const stray of mine) {
    context.log.warn(
      `client key ${dated(stray)}, which a run of this resource made and could not record, is deleted with it`,
    );
  }
  for (const key of [...ours.map((each) => each.clientKeyId), clientKeyId]) await deleteKey(context, region, key);
  for (const stray of strays.filter(({ origin }) => origin === "found")) {
    context.log.warn(
      `client key ${dated(stray)} has the label of the one that is deleted, ${JSON.stringify(state.label)}, and no record of this resource has it: it is left alone. Delete it by hand if nobody uses it`,
    );
  }
}

/**
 * An engine that replaces creates first, and then deletes what it calls the old object. Applications still use that one.
 * @param all the keys of its access point
 */
function leavesToSuccessor(context: AlibabaContext, state: ClientKeyState, all: readonly ClientKeyReply[]): boolean {
  const now = context.clock.now();
  const successor = all.find((key) => isSuccessor(context, state, key));
  if (!successor || state.revokePrevious || hasCome(state.notAfter, now)) return false;
  const until = retirementTime(parseTime(successor.createTime), state.rotation);
  if (hasCome(until, now)) return false;
  const isKnown = saysMark(successor, { label: state.label, nonce: successorOf(context.nonces.own) });
  const found = saysLabel(successor, state.label)
    ? message`set ${assign("recover", { overlap: state.rotation.overlap })} to have it deleted after its overlap`
    : `with another label than ${JSON.stringify(state.label)} no run finds it, so delete it by hand after ${until}`;
  const next = isKnown ? "the one that took its place has it among its previous ones" : found;
  context.ledger.owned(addressOfKey(state));
  context.log.warn(
    message`client key ${state.clientKeyId} is not deleted, because applications may use it until they have ${successor.clientKeyId}, which was made in its place: ${next}. To change over with an overlap another time, give ${ref("rotation.trigger")} a new text instead`,
  );
  return true;
}

function isSuccessor({ ledger, nonces }: AlibabaContext, state: ClientKeyState, key: ClientKeyReply): boolean {
  const { region, label } = state;
  if (recordedIds(state).has(key.clientKeyId)) return false;
  const isNamesake = saysLabel(key, label);
  if (isNamesake && saysMark(key, { label, nonce: successorOf(nonces.own) })) return true;
  if (!ledger.hasSuccessor(nonces.own)) return false;
  // It may have another label, which engines don't hand on: that is told only in the run that made it.
  const isMadeNow = ledger.hasMade(addressOfKey({ region, clientKeyId: key.clientKeyId }));
  return isMadeNow || (isNamesake && key.createTime > state.createdAt);
}
