// Made from src/cdktf/components/sdk-bundle.ts by "npm run generate": edit that, not this.
import { Fn } from "cdktn";
import type { DataKmsInstance } from "../data-sources";

/** The contents of files by their names: the engine makes it, so programs hand it on as a whole. */
export type SdkBundle = Record<string, string>;

/** The name under which a bundle holds the endpoint, for which the vendor's documentation has no file. */
const ENDPOINT_FILE = "endpoint";

/**
 * What the vendor's SDKs need to use a client key: the key, its password, the instance's certificates and its endpoint,
 * under the file names of the console's downloads and of the SDKs' pages. The names hold what only the engine knows, which
 * can't stand in the keys of an object: the functions of the library lose such.
 */
export function filesOf(
  clientKeyId: string,
  clientKeyContent: string,
  password: string,
  instance: DataKmsInstance,
): SdkBundle {
  const names = [
    Fn.join("", ["clientKey_", clientKeyId, ".json"]),
    Fn.join("", ["clientKey_", clientKeyId, "_Password.txt"]),
    Fn.join("", ["PrivateKmsCA_", instance.instanceId, ".pem"]),
    ENDPOINT_FILE,
  ];
  return Fn.zipmap(names, [clientKeyContent, password, instance.caCertificateChainPem, instance.endpoint]);
}
