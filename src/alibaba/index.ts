import type { Vendor } from "../core/definition";
import { accessPoint } from "./access-point";
import { alibabaCredentials } from "./api/credential-inputs";
import { alibabaSettings, connectAlibaba } from "./api/settings";
import { clientKey } from "./client-key/client-key";
import { revokePrevious } from "./client-key/revoke-previous";
import { quickAccess, standardAccess } from "./compositions";
import { kmsAlias } from "./kms-alias";
import { getKmsInstance } from "./kms-instance";
import { networkRule } from "./network-rule";
import { policy } from "./policy";

export const alibaba: Vendor = {
  name: "alibaba",
  title: "Alibaba Cloud",
  definitions: [networkRule, policy, accessPoint, clientKey, kmsAlias],
  functions: [getKmsInstance, revokePrevious],
  compositions: [quickAccess, standardAccess],
  settings: [...Object.values(alibabaSettings), ...Object.values(alibabaCredentials.settings)],
  credentials: alibabaCredentials,
  connect: connectAlibaba,
};
