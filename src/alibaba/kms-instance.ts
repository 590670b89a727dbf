import { ConflictError, NotFoundError } from "../core/errors";
import type { Context } from "../core/run";
import type { AlibabaClient } from "./api/client";
import * as operations from "./api/operations";

/** A KMS instance, as an application needs to know it. */
export interface KmsInstance {
  readonly instanceId: string;
  readonly instanceName: string;
  /** `Connected` when it can be used. */
  readonly status: string;
  /** The host that the vendor's SDKs take as endpoint, without `https://`. */
  readonly endpoint: string;
  /** The certificates, in PEM, that sign the instance's own. */
  readonly caCertificateChainPem: string;
  /** When the subscription ends, as the service writes it; nothing for an instance paid by use. */
  readonly endDate: string | undefined;
}

const CONNECTED = "Connected";

/**
 * Looks up a KMS instance, with one call in a run however often it is asked for.
 * @throws NotFoundError for an unknown instance, ConflictError for one that is not connected
 */
export function findKmsInstance(
  context: Context<AlibabaClient>,
  region: string,
  instanceId: string,
): Promise<KmsInstance> {
  return context.memo.once(`alibaba: instance ${region}/${instanceId}`, () =>
    fetchInstance(context.client, region, instanceId),
  );
}

async function fetchInstance(client: AlibabaClient, region: string, instanceId: string): Promise<KmsInstance> {
  const instance = await client.call(operations.getKmsInstance, region, { KmsInstanceId: instanceId });
  // An unknown instance is answered with success and an empty id, as the official Terraform provider found.
  if (!instance.instanceId) {
    throw new NotFoundError(
      `there is no KMS instance ${JSON.stringify(instanceId)} in ${region}`,
      "Check the id and the region; the console lists the instances of each region.",
    );
  }
  if (instance.status !== CONNECTED) {
    throw new ConflictError(
      `the KMS instance ${JSON.stringify(instanceId)} is ${instance.status}, not ${CONNECTED}`,
      "Enable it in the console first: only a connected instance has an endpoint and certificates.",
    );
  }
  return {
    instanceId: instance.instanceId,
    instanceName: instance.instanceName ?? "",
    status: instance.status,
    endpoint: instanceEndpoint(instance.instanceId),
    caCertificateChainPem: instance.caCertificateChainPem ?? "",
    endDate: instance.endDate,
  };
}

/** The API tells no endpoint; the vendor's SDK documentation derives it from the id. */
function instanceEndpoint(instanceId: string): string {
  return `${instanceId}.cryptoservice.kms.aliyuncs.com`;
}
