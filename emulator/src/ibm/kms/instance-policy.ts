import { z } from "zod";
import { goStruct } from "./body";
import { badBody, invalidField } from "./errors";

const stamp = {
  createdBy: z.string(),
  creationDate: z.string(),
  updatedBy: z.string(),
  lastUpdated: z.string(),
};

/** An instance's policy as it was set. */
export const instancePolicySchema = z.object({
  policy_type: z.string(),
  policy_data: z.object({ enabled: z.boolean(), attributes: z.record(z.string(), z.unknown()).optional() }),
  ...stamp,
});
export type InstancePolicy = z.infer<typeof instancePolicySchema>;
type Attributes = Record<string, unknown>;

const allowed = z.boolean().default(true);

/** The attributes of each type when enabled. */
const attributeSchemas = {
  allowedNetwork: goStruct({ allowed_network: z.enum(["public-and-private", "private-only"]) }),
  dualAuthDelete: goStruct({}).optional(),
  allowedIP: goStruct({ allowed_ip: z.array(z.union([z.cidrv4(), z.cidrv6(), z.ipv4(), z.ipv6()])).min(1) }),
  keyCreateImportAccess: goStruct({
    create_root_key: allowed,
    create_standard_key: allowed,
    import_root_key: allowed,
    import_standard_key: allowed,
    enforce_token: z.boolean().default(false),
  }),
  metrics: goStruct({}).optional(),
  rotation: goStruct({ interval_month: z.int().min(1).max(12) }),
};

export type PolicyType = keyof typeof attributeSchemas;

export function isPolicyType(text: string): text is PolicyType {
  return Object.hasOwn(attributeSchemas, text);
}

/** A policy's data with its defaults. @throws KeyError when the attributes do not fit the type */
export function policyData(type: string, enabled: boolean, attributes: unknown): InstancePolicy["policy_data"] {
  if (!isPolicyType(type)) throw invalidField("policy_type", Object.keys(attributeSchemas).join(", "));
  if (!enabled && type !== "allowedNetwork") {
    if (attributes !== undefined) throw badBody("attributes must be left out when enabled is false");
    return { enabled };
  }
  const checked = checkedAttributes(type, attributes);
  return { enabled, ...(checked && { attributes: checked }) };
}

/** Only attributes that all have defaults may be left out. */
function checkedAttributes(type: PolicyType, attributes: unknown): Attributes | undefined {
  const given = type === "keyCreateImportAccess" ? (attributes ?? {}) : attributes;
  const result = attributeSchemas[type].safeParse(given);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  if (issue?.code === "unrecognized_keys") throw badBody(`json: unknown field "${issue.keys[0]}"`);
  throw invalidField(["attributes", ...(issue?.path ?? [])].join("."), `what a policy ${type} has`);
}
