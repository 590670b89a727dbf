import type { Vendor } from "../core/definition";
import { accessPoint } from "./access-point";
import { alibabaCredentials } from "./api/credential-inputs";
import { alibabaSettings, connectAlibaba } from "./api/settings";
import { clientKey } from "./client-key/client-key";
import { quickAccess, standardAccess } from "./compositions";
import { kmsAlias } from "./kms-alias";
import { getKmsInstance } from "./kms-instance";
import { kmsKey } from "./kms-key/kms-key";
import { networkRule } from "./network-rule";
import { policy } from "./policy";

export const alibaba: Vendor = {
  name: "alibaba",
  title: "Alibaba Cloud",
  definitions: [networkRule, policy, accessPoint, clientKey, kmsKey, kmsAlias],
  functions: [getKmsInstance],
  compositions: [quickAccess, standardAccess],
  settings: [...Object.values(alibabaSettings), ...Object.values(alibabaCredentials.settings)],
  credentials: alibabaCredentials,
  connect: connectAlibaba,
};
