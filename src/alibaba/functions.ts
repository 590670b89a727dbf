import { z } from "zod";
import { field } from "../core/fields";
import { defineFunction, type FunctionDefinition } from "../core/function";
import { regionField } from "./common";
import { findKmsInstance } from "./kms-instance";

const inputs = z.object({
  instanceId: field(z.string().regex(/^kst-\S+$/, "write an instance id such as kst-hzz1"), {
    doc: "The id of the instance, `kst-…`.",
    examples: ["kst-hzz0000000000000000000", "kst-hzz1111111111111111111"],
  }),
  region: regionField,
});

const outputs = z.object({
  instanceId: field(z.string(), { doc: "The id of the instance." }),
  instanceName: field(z.string(), { doc: "What the instance is called in the console." }),
  status: field(z.string(), { doc: "Always `Connected`: an instance that can't be used is an error." }),
  endpoint: field(z.string(), { doc: "The host that the vendor's SDKs take as endpoint, without `https://`." }),
  caCertificateChainPem: field(z.string(), { doc: "The certificates, in PEM, that sign the instance's own." }),
  endDate: field(z.string().optional(), {
    doc: "When the subscription ends, as the service writes it; absent for an instance that is paid by use.",
  }),
});

export const getKmsInstance: FunctionDefinition = defineFunction({
  name: "getKmsInstance",
  kind: "data",
  command: "instance",
  summary: "What an application needs to know of a KMS instance: its endpoint and the certificates that it trusts.",
  inputs,
  outputs,
  actions: ["kms:GetKmsInstance"],
  call: (context: Parameters<typeof findKmsInstance>[0], { region, instanceId }) =>
    findKmsInstance(context, region, instanceId),
});
