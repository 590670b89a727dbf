import { addAlias } from "../aliases";
import { keyNotFound } from "../errors";
import { foundKey, livingKey, touch } from "../found";
import type { KeyOperation } from "../operation";
import { shownTime } from "../times";
import { collection, keyType } from "../view";

export const createKeyAlias: KeyOperation = {
  operation: "createKeyAlias",
  method: "POST",
  path: "/keys/{id}/aliases/{alias}",
  kind: "write",
  action: "kms.secrets.createalias",
  failure: "Key alias could not be created",
  run: (call) => {
    const { instance, caller, now, request } = call;
    const alias = request.params["alias"] ?? "";
    const key = livingKey(call);
    addAlias(instance, key, alias, caller.iamId, now);
    touch(key, now);
    const shown = { keyId: key.id, alias, createdBy: caller.iamId, creationDate: shownTime(now) };
    return { status: 201, body: collection(keyType, [shown]) };
  },
};

export const deleteKeyAlias: KeyOperation = {
  operation: "deleteKeyAlias",
  method: "DELETE",
  path: "/keys/{id}/aliases/{alias}",
  kind: "write",
  action: "kms.secrets.deletealias",
  failure: "Key alias could not be deleted",
  run: (call) => {
    const { now, request } = call;
    const key = foundKey(call);
    const alias = key.aliases.find((one) => one.alias === request.params["alias"] && one.deletedAt === undefined);
    if (!alias) throw keyNotFound();
    alias.deletedAt = now.toISOString();
    touch(key, now);
    return { status: 204 };
  },
};
