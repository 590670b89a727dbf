import { z } from "zod";
import { type Attribute, attributeSchema } from "./attributes";
import { contentSchema, type PolicyContent, type StoredPolicy } from "./policy";
import { rolesOf } from "./roles";

/** The form of policies in one version of the API. Both versions show the same policies. */
export interface PolicyForm {
  readonly version: "v1" | "v2";
  /** Reads the body of a create or a replace. */
  readonly body: z.ZodType<PolicyContent>;
  /** @param origin of links */
  show(policy: StoredPolicy, origin: string): Record<string, unknown>;
}

const roles = z.array(z.object({ role_id: z.string() })).min(1);
const { type, description, pattern } = contentSchema.shape;

const namedAttribute = z
  .object({ name: z.string(), operator: z.string().default("stringEquals"), value: z.unknown() })
  .transform(({ name, ...rest }) => ({ key: name, ...rest }))
  .pipe(attributeSchema);
const taggable = { attributes: z.array(namedAttribute), tags: z.array(namedAttribute).optional() };

const v1Body = z
  .object({
    type,
    description,
    subjects: z.tuple([z.object({ attributes: z.array(namedAttribute) })]),
    resources: z.tuple([z.object(taggable)]),
    roles,
  })
  .transform(
    ({ subjects: [subject], resources: [resource], roles, ...rest }): PolicyContent => ({
      ...rest,
      subject: subject.attributes,
      resource: resource.attributes,
      tags: resource.tags,
      roles: roles.map(({ role_id }) => role_id),
    }),
  );

const v2Body = z
  .object({
    type,
    description,
    pattern,
    rule: z.unknown().optional(),
    subject: z.object({ attributes: z.array(attributeSchema) }),
    resource: z.object({ attributes: z.array(attributeSchema), tags: z.array(attributeSchema).optional() }),
    control: z.object({ grant: z.object({ roles }) }),
  })
  .transform(
    ({ subject, resource, control, ...rest }): PolicyContent => ({
      ...rest,
      subject: subject.attributes,
      resource: resource.attributes,
      tags: resource.tags,
      roles: control.grant.roles.map(({ role_id }) => role_id),
    }),
  );

/** `/v1/policies`: attributes by `name`, and lists of subjects and resources that hold one each. */
export const v1: PolicyForm = {
  version: "v1",
  body: v1Body,
  show: (policy, origin) => {
    const { subject, resource, tags, roles, type, description } = policy.content;
    return {
      ...common("v1", policy, origin),
      type,
      ...(description !== undefined && { description }),
      subjects: [{ attributes: subject.map(({ key, value }) => ({ name: key, value })) }],
      roles: roles.map(namedRole),
      resources: [{ attributes: resource.map(named), ...(tags && { tags: tags.map(named) }) }],
    };
  },
};

/** `/v2/policies`: attributes by `key` and always with an operator, and roles below `control`. */
export const v2: PolicyForm = {
  version: "v2",
  body: v2Body,
  show: (policy, origin) => {
    const { subject, resource, tags, roles, ...rest } = policy.content;
    return {
      ...common("v2", policy, origin),
      ...rest,
      subject: { attributes: subject },
      resource: { attributes: resource, ...(tags && { tags }) },
      control: { grant: { roles: roles.map((role_id) => ({ role_id })) } },
    };
  },
};

function common(version: string, policy: StoredPolicy, origin: string): Record<string, unknown> {
  return {
    id: policy.id,
    href: `${origin}/${version}/policies/${policy.id}`,
    state: policy.state,
    created_at: policy.createdAt,
    created_by_id: policy.createdBy,
    last_modified_at: policy.modifiedAt,
    last_modified_by_id: policy.modifiedBy,
  };
}

function named({ key, ...rest }: Attribute): unknown {
  return { name: key, ...rest };
}

function namedRole(role_id: string): unknown {
  const services = [undefined, "kms", "event-notifications"];
  const known = services.flatMap((service) => [
    ...rolesOf({ service }).system_roles,
    ...rolesOf({ service }).service_roles,
    ...rolesOf({ service, type: "authorization" }).service_roles,
  ]);
  const role = known.find(({ crn }) => crn === role_id);
  return { role_id, ...(role && { display_name: role.display_name, description: role.description }) };
}
