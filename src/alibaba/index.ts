import type { VendorWithTasks } from "../core/task";
import { ramPolicy } from "./access/ram-policy";
import { accessPoint } from "./access-point";
import { alibabaCredentials } from "./api/credential-inputs";
import { alibabaSettings, connectAlibaba } from "./api/settings";
import { clientKey } from "./client-key/client-key";
import { revokePrevious } from "./client-key/revoke-previous";
import { quickAccess, standardAccess } from "./compositions";
import { dataKeys } from "./functions/data-keys";
import { decrypt, encrypt, generateDataKey } from "./functions/encryption";
import { listKmsKeys, listKmsSecrets } from "./functions/lists";
import { getSecretValue } from "./functions/secret-value";
import { getPublicKey, sign, verify } from "./functions/signatures";
import { kmsAlias } from "./kms-alias";
import { getKmsInstance } from "./kms-instance";
import { kmsKey } from "./kms-key/kms-key";
import { kmsSecret } from "./kms-secret/kms-secret";
import { kmsWrappedKey } from "./kms-wrapped-key";
import { networkRule } from "./network-rule";
import { policy } from "./policy";

export const alibaba: VendorWithTasks = {
  name: "alibaba",
  title: "Alibaba Cloud",
  definitions: [networkRule, policy, accessPoint, clientKey, kmsKey, kmsSecret, kmsAlias, kmsWrappedKey],
  functions: [
    getKmsInstance,
    listKmsKeys,
    listKmsSecrets,
    getSecretValue,
    encrypt,
    decrypt,
    generateDataKey,
    sign,
    verify,
    getPublicKey,
    revokePrevious,
  ],
  dataKeys,
  compositions: [quickAccess, standardAccess],
  settings: [...Object.values(alibabaSettings), ...Object.values(alibabaCredentials.settings)],
  credentials: alibabaCredentials,
  granting: ramPolicy,
  connect: connectAlibaba,
};
