import type { Reply } from "../../operation";
import { authorizationsNotMet, invalidState, preventedDeletion, protectedResource, tooEarly } from "../errors";
import { changeState, foundKey, livingKey } from "../found";
import type { KeyRecord } from "../key";
import { flag, type KeyCall, type KeyOperation, prefersMinimal } from "../operation";
import { plus, untilPurgeAllowed } from "../times";
import { collection, keyType, shownKey } from "../view";

export const deleteKey: KeyOperation = {
  operation: "deleteKey",
  method: "DELETE",
  path: "/keys/{id}",
  kind: "write",
  action: "kms.secrets.delete",
  failure: "Key could not be deleted",
  on: "everywhere",
  run: (call) => {
    const { instance, now, caller } = call;
    const key = livingKey(call);
    if (!instance.flavour.is2019) checkRegistrations(key, flag(call.request, "force"));
    checkAuthorization(key, caller.iamId, now);
    key.deletion = { at: now.toISOString(), by: caller.iamId };
    key.registrations = [];
    delete key.deletionAuthorization;
    changeState(key, now);
    instance.note(key);
    const reply = told(call, key);
    if (instance.flavour.is2019) instance.purge(key);
    return reply;
  },
};

/** Removes a destroyed key for good. */
export const purgeKey: KeyOperation = {
  operation: "purgeKey",
  method: "DELETE",
  path: "/keys/{id}/purge",
  kind: "write",
  action: "kms.secrets.purge",
  failure: "Key could not be purged",
  run: (call) => {
    const key = foundKey(call);
    if (!key.deletion) throw invalidState();
    if (call.now < plus(key.deletion.at, untilPurgeAllowed)) throw tooEarly("4h0m0s");
    const reply = told(call, key);
    call.instance.purge(key);
    return reply;
  },
};

/** Without `force`, a registered key stays. With it, a key whose registration prevents deletion stays. */
function checkRegistrations({ registrations }: KeyRecord, force: boolean): void {
  if (registrations.length > 0 && !force) throw protectedResource();
  if (registrations.some(({ preventKeyDeletion }) => preventKeyDeletion)) throw preventedDeletion();
}

/** With dual authorization, another user must have set the key for deletion within the last seven days. */
function checkAuthorization(key: KeyRecord, caller: string, now: Date): void {
  if (!key.dualAuthPolicy?.enabled) return;
  const authorization = key.deletionAuthorization;
  const agreed = authorization && authorization.by !== caller && new Date(authorization.expires) > now;
  if (!agreed) throw authorizationsNotMet();
}

function told({ instance, now, request }: KeyCall, key: KeyRecord): Reply {
  if (!instance.flavour.is2019 && prefersMinimal(request)) return { status: 204 };
  return { status: 200, body: collection(keyType, [shownKey(instance, key, now)]) };
}
