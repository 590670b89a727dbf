import { z } from "zod";
import { field, secretText } from "../../../core/fields";
import { defineFunction, type FunctionDefinition } from "../../../core/function";
import { describedKey, describedKeyFields } from "./key-outputs";
import { anyKeyFields, type Client, callTo, describeKey, oneKeyChecks } from "./one-key";

const inputs = z.object({
  ...anyKeyFields,
  payload: field(z.boolean().default(false), {
    doc: "Whether to fetch the material too, which only a standard key gives, and only to who may read it.",
    examples: [true, false],
  }),
});

const outputs = z.object({
  ...describedKeyFields,
  payload: field(secretText().optional(), {
    doc: "The material in base64, when it was asked for. A root key gives none.",
    secret: true,
  }),
});

export const getKey: FunctionDefinition = defineFunction({
  name: "getKey",
  kind: "data",
  command: "get",
  summary: "One key: what the service tells of it and, of a standard key, its material.",
  inputs,
  outputs,
  checks: oneKeyChecks,
  actions: ["kms.secrets.readmetadata", "kms.secrets.read"],
  async call(context: Client, given) {
    const call = callTo(context, given);
    if (!given.payload) return { ...describedKey(await describeKey(call)), payload: undefined };
    const key = await call.api.get(call.idOrAlias);
    return { ...describedKey(key), payload: key.payload };
  },
});
