import type { ReceivedRequest } from "../vendor";
import { sharedGateway } from "./access";

const domain = "cryptoservice.kms.aliyuncs.com";
const instanceHost = /^(kst-[a-z0-9]+)\.cryptoservice\.kms\.aliyuncs\.com(?::\d+)?$/i;

/** The instance that a request is for, or `shared`: by the listener or the host name. Undefined where both leave it open. */
export function placeOf({ place, headers }: ReceivedRequest): string | undefined {
  const host = headers.find(([name]) => name === "host")?.[1] ?? "";
  return place ?? instanceHost.exec(host)?.[1]?.toLowerCase();
}

/** Whether a key or secret of an instance can be used at a place: at the shared gateway each, at an instance its own. */
export function isAt(place: string, owner: string): boolean {
  return place === sharedGateway || place === owner;
}

/** The operations of the OpenAPI that an instance serves too (comments of github.com/alibabacloud-go/kms-20160120). */
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

/** The host names of a place, for its certificate; without one all of a region. */
export function hostsAt(place: string | undefined, region: string): readonly string[] {
  const gateway = `kms.${region}.aliyuncs.com`;
  if (place === sharedGateway) return [gateway];
  return place === undefined ? [gateway, `*.${domain}`] : [`${place}.${domain}`];
}
