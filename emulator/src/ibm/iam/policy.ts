import { createHash } from "node:crypto";
import { z } from "zod";
import { attributeSchema, sameAttributes } from "./attributes";

/** The content of a policy, in the terms of version 2 of the API. */
export const contentSchema = z.object({
  type: z.enum(["authorization", "access"]),
  subject: z.array(attributeSchema),
  resource: z.array(attributeSchema),
  /** Access tags of the resource. */
  tags: z.array(attributeSchema).optional(),
  /** CRNs. */
  roles: z.array(z.string().min(1)).min(1),
  description: z.string().optional(),
  /** Time conditions. They are stored but not evaluated. */
  pattern: z.string().optional(),
  rule: z.unknown().optional(),
});
export type PolicyContent = z.infer<typeof contentSchema>;

export const policySchema = z.object({
  id: z.string(),
  /** The number of times that it was written. */
  revision: z.int(),
  state: z.enum(["active", "deleted"]),
  content: contentSchema,
  createdAt: z.string(),
  createdBy: z.string(),
  modifiedAt: z.string(),
  modifiedBy: z.string(),
});

/** A policy, possibly deleted. */
export type StoredPolicy = Readonly<z.infer<typeof policySchema>>;

/** The revision in the form that `If-Match` takes: `3-` and 32 hexadecimal digits. */
export function etagOf({ revision, state, content }: StoredPolicy): string {
  return `${revision}-${createHash("md5")
    .update(JSON.stringify([state, content]))
    .digest("hex")}`;
}

/** Whether two policies grant the same access. Descriptions are ignored. */
export function grantsSame(one: PolicyContent, other: PolicyContent): boolean {
  return (
    one.type === other.type &&
    sameAttributes(one.subject, other.subject) &&
    sameAttributes(one.resource, other.resource) &&
    sameAttributes(one.tags ?? [], other.tags ?? []) &&
    JSON.stringify([...one.roles].sort()) === JSON.stringify([...other.roles].sort())
  );
}
