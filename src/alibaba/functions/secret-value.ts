import * as z from "zod";
import { field, secretText } from "../../core/fields";
import { defineFunction, type FunctionDefinition } from "../../core/function";
import type { AlibabaContext } from "../api/client";
import { regionField, secretNameText } from "../fields";
import * as operations from "./operations";

export const getSecretValue: FunctionDefinition = defineFunction({
  name: "getSecretValue",
  kind: "ephemeral",
  command: "secret-value",
  summary: "The value of a secret, as the run's own credentials may read it: the current value, or that of a version.",
  inputs: z.object({
    secret: field(secretNameText(), {
      doc: "The name of the secret.",
      examples: ["orders/db", "payments/db"],
      references: "KmsSecret",
    }),
    versionId: field(z.string().min(1).optional(), {
      doc: "The id of the version. It works only for secrets of the type `Generic`.",
      examples: ["2026-05", "2026-06"],
    }),
    stage: field(z.string().min(1).optional(), {
      doc: "The stage of the version. Left out, and without an id: `ACSCurrent`.",
      examples: ["ACSPrevious", "ACSCurrent"],
    }),
    region: regionField,
  }),
  outputs: z.object({
    value: field(secretText(), { doc: "The value; in base64 where `dataType` is `binary`.", secret: true }),
    dataType: field(z.string(), { doc: "`text` or `binary`." }),
    versionId: field(z.string(), { doc: "The id of the version." }),
    stages: field(z.array(z.string()), { doc: "The stages of the version." }),
    createdAt: field(z.string().optional(), { doc: "When the version was made." }),
  }),
  actions: ["kms:GetSecretValue"],
  async call({ client }: AlibabaContext, { secret, versionId, stage, region }) {
    const reply = await client.call(operations.getSecretValue, region, {
      SecretName: secret,
      VersionId: versionId,
      VersionStage: stage,
    });
    return {
      value: reply.SecretData,
      dataType: reply.SecretDataType,
      versionId: reply.VersionId,
      stages: reply.VersionStages,
      createdAt: reply.CreateTime,
    };
  },
});
