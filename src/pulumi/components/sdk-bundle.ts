import * as pulumi from "@pulumi/pulumi";
import { getKmsInstance } from "../look-ups";
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
  const { clientKeyId, clientKeyContent, password, region } = clientKey;
  // One step, and not a chain of outputs: a failed look-up rejects each of them, and with the SDK's debugger session open
  // V8 walks all ways from a rejected promise to those that wait for it, which are exponentially many in such a chain.
  return pulumi
    .all([clientKeyId, clientKeyContent, pulumi.secret(password), kmsInstance, region])
    .apply(async ([id, content, secret, instanceId, instanceRegion]) =>
      filesOf(id, content, secret, await getKmsInstance({ instanceId, region: instanceRegion })),
    );
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
