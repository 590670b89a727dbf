import type { DataKmsInstance } from "../data-sources";

/** The contents of files by their names. */
export type SdkBundle = Record<string, string>;

/** The name under which a bundle holds the endpoint, for which the vendor's documentation has no file. */
const ENDPOINT_FILE = "endpoint";

/**
 * What the vendor's SDKs need to use a client key: the key, its password, the instance's certificates and its endpoint,
 * under the file names of the console's downloads and of the SDKs' pages.
 */
export function filesOf(
  clientKeyId: string,
  clientKeyContent: string,
  password: string,
  instance: DataKmsInstance,
): SdkBundle {
  return {
    [`clientKey_${clientKeyId}.json`]: clientKeyContent,
    [`clientKey_${clientKeyId}_Password.txt`]: password,
    [`PrivateKmsCA_${instance.instanceId}.pem`]: instance.caCertificateChainPem,
    [ENDPOINT_FILE]: instance.endpoint,
  };
}
