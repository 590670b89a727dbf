import type { ReceivedRequest } from "../vendor";
import { sharedGateway } from "./access";

const domain = "cryptoservice.kms.aliyuncs.com";
const instanceHost = /^(kst-[a-z0-9]+)\.cryptoservice\.kms\.aliyuncs\.com(?::\d+)?$/i;

/** The instance that a request addresses, or `shared`, by its listener or host name. Undefined when neither tells. */
export function placeOf({ place, headers }: ReceivedRequest): string | undefined {
  const host = headers.find(([name]) => name === "host")?.[1] ?? "";
  return place ?? instanceHost.exec(host)?.[1]?.toLowerCase();
}

/** Whether a key or secret can be used at a place: the shared gateway serves all, an instance only its own. */
export function isAt(place: string, owner: string): boolean {
  return place === sharedGateway || place === owner;
}

/** The OpenAPI operations that an instance serves too (comments of github.com/alibabacloud-go/kms-20160120). */
export const openApiOfInstances: ReadonlySet<string> = new Set([
  "GetSecretValue",
  "Encrypt",
  "Decrypt",
  "GenerateDataKey",
  "GenerateDataKeyWithoutPlaintext",
  "AsymmetricEncrypt",
  "AsymmetricDecrypt",
  "AsymmetricSign",
  "AsymmetricVerify",
  "GetPublicKey",
]);

/** The host names of a place for its certificate; without a place, all of a region. */
export function hostsAt(place: string | undefined, region: string): readonly string[] {
  const gateway = `kms.${region}.aliyuncs.com`;
  if (place === sharedGateway) return [gateway];
  return place === undefined ? [gateway, `*.${domain}`] : [`${place}.${domain}`];
}
