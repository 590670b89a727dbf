import { z } from "zod";
import { aliasSchema } from "./alias";
import { keySchema } from "./keys/key";
import { secretSchema } from "./secret";

/** A network rule: its source addresses as given. */
export type NetworkRule = z.infer<typeof networkRuleSchema>;
/** A permission policy. `accessControlRules` is compact JSON text. */
export type Policy = z.infer<typeof policySchema>;
/** The public part of a client key; the service keeps neither private key nor password. */
export type ClientKey = z.infer<typeof clientKeySchema>;

const networkRuleSchema = z.object({
  name: z.string(),
  type: z.string(),
  description: z.string(),
  sourcePrivateIps: z.array(z.string()),
});

const policySchema = z.object({
  name: z.string(),
  description: z.string(),
  kmsInstance: z.string(),
  permissions: z.array(z.string()),
  resources: z.array(z.string()),
  accessControlRules: z.string(),
});

const accessPointSchema = z.object({
  name: z.string(),
  description: z.string(),
  authenticationMethod: z.string(),
  policies: z.array(z.string()),
});

const clientKeySchema = z.object({
  id: z.string(),
  accessPoint: z.string(),
  createTime: z.string(),
  notBefore: z.string(),
  notAfter: z.string(),
  /** X.509, PEM. */
  certificate: z.string(),
});

/** The objects of one kind: their form in a state file, and the property by which a region finds them. */
interface Collection<T> {
  readonly schema: z.ZodType<T>;
  readonly idOf: (item: T) => string;
}

function collection<T>(schema: z.ZodType<T>, idOf: (item: T) => string): Collection<T> {
  return { schema, idOf };
}

/** The kinds of object in a region, by the names that handlers use. A new kind adds its line. */
export const collections = {
  networkRules: collection(networkRuleSchema, ({ name }) => name),
  policies: collection(policySchema, ({ name }) => name),
  accessPoints: collection(accessPointSchema, ({ name }) => name),
  clientKeys: collection(clientKeySchema, ({ id }) => id),
  keys: collection(keySchema, ({ id }) => id),
  aliases: collection(aliasSchema, ({ name }) => name),
  secrets: collection(secretSchema, ({ name }) => name),
};
