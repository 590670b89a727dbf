import type { ReceivedRequest } from "../vendor";
import { sharedGateway } from "./access";

const domain = "cryptoservice.kms.aliyuncs.com";
const instanceHost = /^(kst-[a-z0-9]+)\.cryptoservice\.kms\.aliyuncs\.com(?::\d+)?$/i;

/** The instance that a request is for, or `shared`: by the listener or the host name. Undefined where both leave it open. */
export function placeOf({ place, headers }: ReceivedRequest): string | undefined {
  const host = headers.find(([name]) => name === "host")?.[1] ?? "";
  return place ?? instanceHost.exec(host)?.[1]?.toLowerCase();
}

/** The host names of a place, for its certificate; without one all of a region. */
export function hostsAt(place: string | undefined, region: string): readonly string[] {
  const gateway = `kms.${region}.aliyuncs.com`;
  if (place === sharedGateway) return [gateway];
  return place === undefined ? [gateway, `*.${domain}`] : [`${place}.${domain}`];
}
