import type { Operation } from "../operation";
import { assumeRole, assumeRoleWithOidc } from "./assume-role";
import { asymmetricDecrypt } from "./asymmetric-decrypt";
import { asymmetricEncrypt } from "./asymmetric-encrypt";
import { asymmetricSign } from "./asymmetric-sign";
import { asymmetricVerify } from "./asymmetric-verify";
import { cancelKeyDeletion } from "./cancel-key-deletion";
import { createAlias } from "./create-alias";
import { createApplicationAccessPoint } from "./create-application-access-point";
import { createClientKey } from "./create-client-key";
import { createKey } from "./create-key";
import { createKeyVersion } from "./create-key-version";
import { createNetworkRule } from "./create-network-rule";
import { createPolicy } from "./create-policy";
import { createSecret } from "./create-secret";
import { decrypt } from "./decrypt";
import { deleteAlias } from "./delete-alias";
import { deleteApplicationAccessPoint } from "./delete-application-access-point";
import { deleteClientKey } from "./delete-client-key";
import { deleteNetworkRule } from "./delete-network-rule";
import { deletePolicy } from "./delete-policy";
import { deleteSecret } from "./delete-secret";
import { describeApplicationAccessPoint } from "./describe-application-access-point";
import { describeKey } from "./describe-key";
import { describeKeyVersion } from "./describe-key-version";
import { describeNetworkRule } from "./describe-network-rule";
import { describePolicy } from "./describe-policy";
import { describeSecret } from "./describe-secret";
import { disableKey } from "./disable-key";
import { enableKey } from "./enable-key";
import { encrypt } from "./encrypt";
import { generateDataKey } from "./generate-data-key";
import { generateDataKeyWithoutPlaintext } from "./generate-data-key-without-plaintext";
import { getCallerIdentity } from "./get-caller-identity";
import { getClientKey } from "./get-client-key";
import { getKeyPolicy } from "./get-key-policy";
import { getKmsInstance } from "./get-kms-instance";
import { getPublicKey } from "./get-public-key";
import { getRandomPassword } from "./get-random-password";
import { getSecretPolicy } from "./get-secret-policy";
import { getSecretValue } from "./get-secret-value";
import { listAliases } from "./list-aliases";
import { listAliasesByKeyId } from "./list-aliases-by-key-id";
import { listApplicationAccessPoints } from "./list-application-access-points";
import { listClientKeys } from "./list-client-keys";
import { listKeyVersions } from "./list-key-versions";
import { listKeys } from "./list-keys";
import { listKmsInstances } from "./list-kms-instances";
import { listNetworkRules } from "./list-network-rules";
import { listPolicies } from "./list-policies";
import { listSecretVersionIds } from "./list-secret-version-ids";
import { listSecrets } from "./list-secrets";
import { listTagResources } from "./list-tag-resources";
import { putSecretValue } from "./put-secret-value";
import { reEncrypt } from "./re-encrypt";
import { restoreSecret } from "./restore-secret";
import { rotateSecret } from "./rotate-secret";
import { scheduleKeyDeletion } from "./schedule-key-deletion";
import { setDeletionProtection } from "./set-deletion-protection";
import { setKeyPolicy } from "./set-key-policy";
import { setSecretPolicy } from "./set-secret-policy";
import { tagResource } from "./tag-resource";
import { tagResources } from "./tag-resources";
import { untagResource } from "./untag-resource";
import { untagResources } from "./untag-resources";
import { updateAlias } from "./update-alias";
import { updateApplicationAccessPoint } from "./update-application-access-point";
import { updateKeyDescription } from "./update-key-description";
import { updateNetworkRule } from "./update-network-rule";
import { updatePolicy } from "./update-policy";
import { updateRotationPolicy } from "./update-rotation-policy";
import { updateSecret } from "./update-secret";
import { updateSecretRotationPolicy } from "./update-secret-rotation-policy";
import { updateSecretVersionStage } from "./update-secret-version-stage";

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
  createKey,
  describeKey,
  listKeys,
  enableKey,
  disableKey,
  updateKeyDescription,
  scheduleKeyDeletion,
  cancelKeyDeletion,
  updateRotationPolicy,
  setDeletionProtection,
  getKeyPolicy,
  setKeyPolicy,
  createKeyVersion,
  listKeyVersions,
  describeKeyVersion,
  tagResources,
  untagResources,
  listTagResources,
  listAliasesByKeyId,
  encrypt,
  decrypt,
  reEncrypt,
  generateDataKey,
  generateDataKeyWithoutPlaintext,
  asymmetricEncrypt,
  asymmetricDecrypt,
  asymmetricSign,
  asymmetricVerify,
  getPublicKey,
  getKmsInstance,
  listKmsInstances,
  createSecret,
  describeSecret,
  listSecrets,
  updateSecret,
  putSecretValue,
  getSecretValue,
  listSecretVersionIds,
  updateSecretVersionStage,
  updateSecretRotationPolicy,
  rotateSecret,
  deleteSecret,
  restoreSecret,
  getSecretPolicy,
  setSecretPolicy,
  getRandomPassword,
  tagResource,
  untagResource,
  getCallerIdentity,
  assumeRole,
  assumeRoleWithOidc,
];

export const operations: ReadonlyMap<string, Operation> = new Map(all.map((operation) => [operation.name, operation]));
