import type { KeyOperation } from "../operation";
import { unknownAction } from "./actions";
import { createKeyAlias, deleteKeyAlias } from "./aliases";
import { stateOperations } from "./change-state";
import { createKey, createKeyWithPolicies } from "./create-key";
import { deleteKey, purgeKey } from "./delete-key";
import { getKey, getKeyMetadata } from "./get-key";
import { getImportToken, postImportToken } from "./import-token";
import { getAllowedIpPort, getInstancePolicies, setInstancePolicies } from "./instance-policies";
import { getKeyPolicies, setKeyPolicies } from "./key-policies";
import { createKmipAdapter, listKmipAdapters } from "./kmip-adapters";
import { countKeys, listKeys } from "./list-keys";
import { moveKey } from "./move-key";
import { listKeyRegistrations, listRegistrations, serviceOperations } from "./registrations";
import { restoreKey, restoreKeyByQuery } from "./restore-key";
import { createKeyRing, deleteKeyRing, listKeyRings } from "./rings";
import { rotateOperations } from "./rotate";
import { listKeyVersions } from "./versions";
import { wrapOperations } from "./wrap";

/** All operations of the key API. The first matching path is used: `/keys/registrations` is no key. */
export const operations: readonly KeyOperation[] = [
  listRegistrations,
  countKeys,
  listKeys,
  createKey,
  createKeyWithPolicies,
  getKey,
  getKeyMetadata,
  moveKey,
  deleteKey,
  restoreKey,
  restoreKeyByQuery,
  purgeKey,
  ...wrapOperations,
  ...rotateOperations,
  ...stateOperations,
  unknownAction,
  listKeyVersions,
  createKeyAlias,
  deleteKeyAlias,
  listKmipAdapters,
  createKmipAdapter,
  listKeyRings,
  createKeyRing,
  deleteKeyRing,
  getKeyPolicies,
  setKeyPolicies,
  getInstancePolicies,
  setInstancePolicies,
  getAllowedIpPort,
  listKeyRegistrations,
  ...serviceOperations,
  postImportToken,
  getImportToken,
];
