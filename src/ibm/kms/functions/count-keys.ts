import { z } from "zod";
import { field } from "../../../core/fields";
import { defineFunction, type FunctionDefinition } from "../../../core/function";
import { instanceChecks, instanceOf } from "../../platform/instance";
import type { Client } from "./one-key";
import { queryChecks, queryFields, toKeyQuery } from "./query";

const inputs = z.object(queryFields);

export const countKeys: FunctionDefinition = defineFunction({
  name: "countKeys",
  kind: "data",
  command: "count",
  summary: "How many keys an instance has.",
  inputs,
  outputs: z.object({ count: field(z.number(), { doc: "The number of keys." }) }),
  checks: [...instanceChecks, ...queryChecks],
  actions: ["kms.secrets.head"],
  call: async (context: Client, given) => ({
    count: await context.client.keys(instanceOf(given)).count(toKeyQuery(given)),
  }),
});
