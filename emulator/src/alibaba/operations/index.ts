import type { Operation } from "../operation";
import { assumeRole, assumeRoleWithOidc } from "./assume-role";
import { createAlias } from "./create-alias";
import { createApplicationAccessPoint } from "./create-application-access-point";
import { createClientKey } from "./create-client-key";
import { createNetworkRule } from "./create-network-rule";
import { createPolicy } from "./create-policy";
import { deleteAlias } from "./delete-alias";
import { deleteApplicationAccessPoint } from "./delete-application-access-point";
import { deleteClientKey } from "./delete-client-key";
import { deleteNetworkRule } from "./delete-network-rule";
import { deletePolicy } from "./delete-policy";
import { describeApplicationAccessPoint } from "./describe-application-access-point";
import { describeNetworkRule } from "./describe-network-rule";
import { describePolicy } from "./describe-policy";
import { getCallerIdentity } from "./get-caller-identity";
import { getClientKey } from "./get-client-key";
import { getKmsInstance } from "./get-kms-instance";
import { getSecretValue } from "./get-secret-value";
import { listAliases } from "./list-aliases";
import { listApplicationAccessPoints } from "./list-application-access-points";
import { listClientKeys } from "./list-client-keys";
import { listKmsInstances } from "./list-kms-instances";
import { listNetworkRules } from "./list-network-rules";
import { listPolicies } from "./list-policies";
import { updateAlias } from "./update-alias";
import { updateApplicationAccessPoint } from "./update-application-access-point";
import { updateNetworkRule } from "./update-network-rule";
import { updatePolicy } from "./update-policy";

const all: readonly Operation[] = [
  createNetworkRule,
  updateNetworkRule,
  describeNetworkRule,
  deleteNetworkRule,
  listNetworkRules,
  createPolicy,
  updatePolicy,
  describePolicy,
  deletePolicy,
  listPolicies,
  createApplicationAccessPoint,
  updateApplicationAccessPoint,
  describeApplicationAccessPoint,
  deleteApplicationAccessPoint,
  listApplicationAccessPoints,
  createClientKey,
  getClientKey,
  listClientKeys,
  deleteClientKey,
  createAlias,
  updateAlias,
  deleteAlias,
  listAliases,
  getKmsInstance,
  listKmsInstances,
  getSecretValue,
  getCallerIdentity,
  assumeRole,
  assumeRoleWithOidc,
];

/** Every operation that the emulator has, by name. */
export const operations: ReadonlyMap<string, Operation> = new Map(all.map((operation) => [operation.name, operation]));
