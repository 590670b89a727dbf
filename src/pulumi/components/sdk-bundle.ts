import * as pulumi from "@pulumi/pulumi";
import { getKmsInstanceOutput } from "../look-ups";
import type { ClientKey } from "../resources";

/** The contents of files by their names. */
export type SdkBundle = Record<string, string>;

/** The name under which a bundle holds the endpoint, for which the vendor's documentation has no file. */
const ENDPOINT_FILE = "endpoint";

/**
 * What the vendor's SDKs need to use a client key: the key, its password, the instance's certificates and its endpoint,
 * under the file names of the vendor's documentation, ready for a Kubernetes Secret or a folder. All of it is secret.
 * Looks up the instance with one call; none in a preview in which the key isn't known.
 * @param kmsInstance the id of the instance, `kst-…`: the shared gateway has no endpoint of its own
 */
export function sdkBundle(clientKey: ClientKey, kmsInstance: pulumi.Input<string>): pulumi.Output<SdkBundle> {
  const instance = getKmsInstanceOutput({ instanceId: kmsInstance, region: clientKey.region });
  const parts = pulumi.all([clientKey.clientKeyId, clientKey.clientKeyContent, clientKey.password, instance]);
  return pulumi.secret(parts.apply(([id, content, password, found]) => filesOf(id, content, password, found)));
}

/** File names as the console's downloads and the SDKs' pages have them. */
function filesOf(
  clientKeyId: string,
  clientKeyContent: string,
  password: string,
  instance: { readonly instanceId: string; readonly endpoint: string; readonly caCertificateChainPem: string },
): SdkBundle {
  return {
    [`clientKey_${clientKeyId}.json`]: clientKeyContent,
    [`clientKey_${clientKeyId}_Password.txt`]: password,
    [`PrivateKmsCA_${instance.instanceId}.pem`]: instance.caCertificateChainPem,
    [ENDPOINT_FILE]: instance.endpoint,
  };
}
