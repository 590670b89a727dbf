import { z } from "zod";
import { invalidParameter } from "../errors";
import { readSecret, replace } from "../known-secrets";
import type { Operation, OperationContext } from "../operation";
import { checkNotDeleted, type Secret } from "../secret";

const customDataSchema = z.record(z.string(), z.unknown());

/** Changes the description and, for managed types, the custom data. */
export const updateSecret: Operation = {
  name: "UpdateSecret",
  kind: "write",
  run: (context) => {
    const secret = readSecret(context);
    const extendedConfig = readCustomData(context, secret);
    checkNotDeleted(secret);
    const description = context.parameters.optional("Description") ?? secret.description;
    replace(context, secret, { description, extendedConfig });
    return { SecretName: secret.name };
  },
};

/** The configuration with new custom data, if the request has any. */
function readCustomData({ parameters }: OperationContext, { type, extendedConfig }: Secret): string {
  const name = "ExtendedConfig.CustomData";
  if (!parameters.optional(name)) return extendedConfig;
  if (type === "Generic") throw invalidParameter(name, "only managed secrets have it");
  const CustomData = parameters.json(name, customDataSchema, "it must be a JSON object");
  return JSON.stringify({ ...JSON.parse(extendedConfig), CustomData });
}
