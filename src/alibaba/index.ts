import type { Vendor } from "../core/definition";
import { ramPolicy } from "./access/ram-policy";
import { accessPoint } from "./access-point";
import { alibabaCredentials } from "./api/credential-inputs";
import { alibabaSettings, connectAlibaba } from "./api/settings";
import { clientKey } from "./client-key/client-key";
import { revokePrevious } from "./client-key/revoke-previous";
import { quickAccess, standardAccess } from "./compositions";
import { kmsAlias } from "./kms-alias";
import { getKmsInstance } from "./kms-instance";
import { kmsKey } from "./kms-key/kms-key";
import { kmsSecret } from "./kms-secret/kms-secret";
import { networkRule } from "./network-rule";
import { policy } from "./policy";

export const alibaba: Vendor = {
  name: "alibaba",
  title: "Alibaba Cloud",
  definitions: [networkRule, policy, accessPoint, clientKey, kmsKey, kmsSecret, kmsAlias],
  functions: [getKmsInstance, revokePrevious],
  compositions: [quickAccess, standardAccess],
  settings: [...Object.values(alibabaSettings), ...Object.values(alibabaCredentials.settings)],
  credentials: alibabaCredentials,
  granting: ramPolicy,
  connect: connectAlibaba,
};
