import { notDualAuth, rootKeyRequired, tooEarly } from "../errors";
import { changeState, livingKey, requireRest, rootKeyIn, touch } from "../found";
import { active, suspended } from "../key";
import type { KeyCall } from "../operation";
import { authorizationHolds, betweenSyncs, plus } from "../times";
import { type Action, actionForms } from "./actions";

const failure = "Action could not be performed on key";

const enable: Action = {
  operation: "enableKey",
  name: "enable",
  kind: "write",
  action: "kms.secrets.enable",
  failure: "Key could not be enabled",
  run: (call) => suspend(call, false),
};

const disable: Action = {
  operation: "disableKey",
  name: "disable",
  kind: "write",
  action: "kms.secrets.disable",
  failure: "Key could not be disabled",
  run: (call) => suspend(call, true),
};

/** One of the two users whom a deletion needs authorizes it. */
const setForDeletion: Action = {
  operation: "setKeyForDeletion",
  name: "setKeyForDeletion",
  kind: "write",
  action: "kms.secrets.setkeyfordeletion",
  failure,
  run: (call) => {
    const { caller, now } = call;
    const key = livingKey(call);
    if (!key.dualAuthPolicy?.enabled) throw notDualAuth();
    key.deletionAuthorization = { by: caller.iamId, expires: plus(now, authorizationHolds).toISOString() };
    touch(key, now);
    return { status: 204 };
  },
};

const unsetForDeletion: Action = {
  operation: "unsetKeyForDeletion",
  name: "unsetKeyForDeletion",
  kind: "write",
  action: "kms.secrets.unsetkeyfordeletion",
  failure,
  run: (call) => {
    const key = livingKey(call);
    if (!key.dualAuthPolicy?.enabled) throw notDualAuth();
    delete key.deletionAuthorization;
    touch(key, call.now);
    return { status: 204 };
  },
};

/** Notifies the registered services again. None listens here, so only the times are checked. */
const sync: Action = {
  operation: "syncKey",
  name: "sync",
  kind: "write",
  action: "kms.secrets.sync",
  failure: "Could not initiate sync requests to associated resources",
  run: (call) => {
    const key = livingKey(call);
    if (key.extractable) throw rootKeyRequired();
    if (call.now < plus(key.lastUpdateDate, betweenSyncs)) throw tooEarly("1h0m0s");
    touch(key, call.now);
    return { status: 204 };
  },
};

export const stateOperations = [enable, disable, setForDeletion, unsetForDeletion, sync].flatMap(actionForms);

function suspend(call: KeyCall, value: boolean): { readonly status: number } {
  const key = rootKeyIn(call, [value ? active : suspended]);
  requireRest(key, call.now);
  key.suspended = value;
  changeState(key, call.now);
  return { status: 204 };
}
