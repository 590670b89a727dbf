import { nonceOf } from "../../core/nonce";
import { knownNonces, type Ownership } from "../../core/ownership";
import { retirementTime } from "../../core/rotation";
import type { AlibabaContext } from "../api/client";
import type { ClientKeyReply } from "../api/wire";
import type { ClientKeyInputs, ClientKeyState, PreviousKey, StrayKey } from "./fields";
import { addressOfKey } from "./keys";
import { saysLabel, saysMark } from "./mark";

/** What tells a resource's keys from others: its label, and the one under which it made those before. */
export interface Owner {
  readonly region: string;
  readonly labels: readonly string[];
  readonly nonces: readonly string[];
}

export function ownerOf(
  { nonces }: Pick<AlibabaContext, "nonces">,
  { region, label }: Pick<ClientKeyInputs, "region" | "label">,
  prior?: ClientKeyState,
): Owner {
  return { region, labels: [...new Set([label, prior?.label ?? label])], nonces: knownNonces(nonces) };
}

/** Whose a key is that the resource has no record of. */
export function whoseKey(key: ClientKeyReply, { region, labels, nonces }: Owner): Ownership {
  const label = labels.find((each) => saysLabel(key, each));
  if (label === undefined) return "foreign";
  // What was recorded without a nonce has that of its address.
  const ofAddress = nonceOf(addressOfKey({ ...key, region }));
  const isOurs = nonces.some((nonce) => saysMark(key, { label, nonce }) || nonce === ofAddress);
  return isOurs ? "ours" : "found";
}

/** Whether another resource of the program has the key: it was adopted there. */
export function isElsewhere({ ledger }: AlibabaContext, region: string, clientKeyId: string): boolean {
  const address = addressOfKey({ region, clientKeyId });
  return ledger.hasGot(address) || ledger.hasRecorded(address);
}

/** The keys of an access point with the label that nobody is known to record. */
export function straysAmong(
  context: AlibabaContext,
  keys: readonly ClientKeyReply[],
  owner: Owner,
  recorded: ReadonlySet<string>,
): StrayKey[] {
  return keys.flatMap((key) => {
    const { clientKeyId, createTime, notAfter } = key;
    const origin = recorded.has(clientKeyId) ? "foreign" : whoseKey(key, owner);
    if (origin === "foreign") return [];
    // What is to be replaced is recorded still.
    const isReplaced = origin === "ours" && context.nonces.replaced !== undefined;
    const address = addressOfKey({ region: owner.region, clientKeyId });
    if (isReplaced ? context.ledger.hasGot(address) : isElsewhere(context, owner.region, clientKeyId)) return [];
    return [{ clientKeyId, createdAt: createTime, notAfter, origin }];
  });
}

export function recordedIds(state: Pick<ClientKeyState, "clientKeyId" | "previous"> | undefined): ReadonlySet<string> {
  return new Set(state ? [state.clientKeyId, ...state.previous.map(({ clientKeyId }) => clientKeyId)] : []);
}

/** Whether a stray is put under a deadline: ours always is, what is found only where the program asks for it. */
export function isTakenUp({ origin }: StrayKey, { recover }: Pick<ClientKeyInputs, "recover">): boolean {
  return origin === "ours" || recover !== undefined;
}

/** Strays as previous keys, with the deadline that they get now. */
export function takenUp(
  strays: readonly StrayKey[],
  { rotation, recover }: Pick<ClientKeyInputs, "rotation" | "recover">,
  now: Date,
): PreviousKey[] {
  return strays.map(({ clientKeyId, notAfter, origin }) => ({
    clientKeyId,
    notAfter,
    retireAfter: retirementTime(now, origin === "ours" ? rotation : (recover ?? rotation)),
    origin: origin === "ours" ? "rotated" : "found",
  }));
}

/** What is said of keys by their dates, wherever people read of them. */
export function dated({
  clientKeyId,
  createdAt,
  notAfter,
}: Pick<StrayKey, "clientKeyId" | "createdAt" | "notAfter">): string {
  return `${clientKeyId} (made ${createdAt}, valid until ${notAfter})`;
}
