import { ringExists, ringKeysNotDeleted, ringNotEmpty, ringNotFound, ringQuota } from "../errors";
import { checkRingId } from "../fields";
import { defaultRing } from "../key-instance";
import { flag, type KeyOperation } from "../operation";
import { page } from "../paging";
import { shownTime } from "../times";

const collectionType = "application/vnd.ibm.kms.key_ring+json";
/** Besides the default ring. */
const ringsPerInstance = 50;
/** The largest possible number of rings. */
const defaultLimit = ringsPerInstance + 1;

export const listKeyRings: KeyOperation = {
  operation: "listKeyRings",
  method: "GET",
  path: "/key_rings",
  kind: "read",
  action: "kms.keyrings.list",
  failure: "Key rings could not be listed",
  run: ({ instance, request }) => {
    const made = [...instance.rings.values()].map((ring) => ({ ...ring, creationDate: shownTime(ring.creationDate) }));
    return { status: 200, body: page(request, collectionType, [{ id: defaultRing }, ...made], defaultLimit) };
  },
};

export const createKeyRing: KeyOperation = {
  operation: "createKeyRing",
  method: "POST",
  path: "/key_rings/{ring}",
  kind: "write",
  action: "kms.keyrings.create",
  failure: "Key ring could not be created",
  run: ({ instance, request, caller, now }) => {
    const id = request.params["ring"] ?? "";
    checkRingId(id);
    if (instance.hasRing(id)) throw ringExists();
    if (instance.rings.size >= ringsPerInstance) throw ringQuota();
    instance.rings.set(id, { id, createdBy: caller.iamId, creationDate: now.toISOString() });
    return { status: 201 };
  },
};

/** Deletes an empty ring; with `force` also one whose keys are all destroyed, which move to the default ring. */
export const deleteKeyRing: KeyOperation = {
  operation: "deleteKeyRing",
  method: "DELETE",
  path: "/key_rings/{ring}",
  kind: "write",
  action: "kms.keyrings.delete",
  failure: "Key ring could not be deleted",
  run: ({ instance, request }) => {
    const id = request.params["ring"] ?? "";
    if (!instance.hasRing(id)) throw ringNotFound();
    const keys = [...instance.keys.values()].filter(({ keyRing }) => keyRing === id);
    const force = flag(request, "force");
    if (id === defaultRing || (keys.length > 0 && !force)) throw ringNotEmpty();
    if (keys.some(({ deletion }) => !deletion)) throw ringKeysNotDeleted();
    for (const key of keys) key.keyRing = defaultRing;
    instance.rings.delete(id);
    return { status: 204 };
  },
};
