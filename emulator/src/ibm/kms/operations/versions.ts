import { rootKeyRequired } from "../errors";
import { foundKey, requireState } from "../found";
import { active } from "../key";
import { flag, type KeyOperation } from "../operation";
import { page } from "../paging";
import { shownTime } from "../times";

const collectionType = "application/vnd.ibm.kms.key.version+json";
const defaultLimit = 200;

/** The versions of a root key, newest first. Those of a key that is not active are shown on request only. */
export const listKeyVersions: KeyOperation = {
  operation: "listKeyVersions",
  method: "GET",
  path: "/keys/{id}/versions",
  kind: "read",
  action: "kms.secrets.versions",
  failure: "Key versions could not be retrieved",
  run: (call) => {
    const { request, now } = call;
    const key = foundKey(call);
    if (key.extractable) throw rootKeyRequired();
    if (!flag(request, "allKeyStates")) requireState(key, now, [active]);
    const versions = key.versions.map(({ id, creationDate }) => ({ id, creationDate: shownTime(creationDate) }));
    return { status: 200, body: page(request, collectionType, versions.reverse(), defaultLimit) };
  },
};
