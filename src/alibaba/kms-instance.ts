import * as z from "zod";
import { ConflictError, NotFoundError } from "../core/errors";
import { field } from "../core/fields";
import { defineFunction, type FunctionDefinition } from "../core/function";
import type { AlibabaContext } from "./api/client";
import * as operations from "./api/operations";
import { INSTANCE_FORM, INSTANCE_ID, regionField } from "./fields";

const inputs = z.object({
  instanceId: field(z.string().regex(INSTANCE_ID, INSTANCE_FORM), {
    doc: "The id of the instance, `kst-…`.",
    examples: ["kst-hzz0000000000000000000", "kst-hzz1111111111111111111"],
  }),
  region: regionField,
});

const outputs = z.object({
  instanceId: field(z.string(), { doc: "The id of the instance." }),
  instanceName: field(z.string(), { doc: "The name of the instance in the console." }),
  status: field(z.string(), { doc: "Always `Connected`: an instance that can't be used is an error." }),
  endpoint: field(z.string(), { doc: "The host that the vendor's SDKs take as endpoint, without `https://`." }),
  caCertificateChainPem: field(z.string(), { doc: "The certificates, in PEM, that sign the instance's own." }),
  endDate: field(z.string().optional(), {
    doc: "When the subscription ends, as the service writes it; absent for an instance that is paid by use.",
  }),
});

type Inputs = z.output<typeof inputs>;
type Outputs = z.output<typeof outputs>;

const CONNECTED = "Connected";

/** @throws NotFoundError if the instance is unknown, ConflictError if it is not connected */
async function fetchInstance({ client }: AlibabaContext, { region, instanceId }: Inputs): Promise<Outputs> {
  const instance = await client.call(operations.getKmsInstance, region, { KmsInstanceId: instanceId });
  // For an unknown instance the service reports success and an empty id, as the official Terraform provider found.
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
  // The API returns no endpoint; the vendor's SDK documentation derives it from the id.
  return { ...instance, endpoint: `${instance.instanceId}.cryptoservice.kms.aliyuncs.com` };
}

/** Called once in a run for each instance. @throws as `fetchInstance` */
export function instanceOnce(context: AlibabaContext, asked: Inputs): Promise<Outputs> {
  const { region, instanceId } = asked;
  return context.memo.once(`alibaba: instance ${region}/${instanceId}`, () => fetchInstance(context, asked));
}

export const getKmsInstance: FunctionDefinition = defineFunction({
  name: "getKmsInstance",
  kind: "data",
  command: "instance",
  summary: "What an application needs to know of a KMS instance: its endpoint and the certificates that it trusts.",
  inputs,
  outputs,
  actions: ["kms:GetKmsInstance"],
  call: instanceOnce,
});
