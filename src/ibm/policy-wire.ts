import { z } from "zod";
import type { ListedPolicy, NewPolicy, Policy, PolicyAttribute, Role } from "./api";
import { body } from "./envelope";
import { text } from "./wire";

/** The shapes of IAM's policy API, version 2. Source: IBM's `platform-services` SDKs. */

/** A value is a text for most operators, true or false for `stringExists`, a list for the `…AnyOf` ones. */
const attribute = z
  .object({ key: z.string(), operator: z.string(), value: z.unknown() })
  .transform(({ key, operator, value }): PolicyAttribute => {
    return { key, operator, value: typeof value === "string" ? value : JSON.stringify(value) };
  });

const attributes = z
  .object({ attributes: z.array(attribute) })
  .nullish()
  .transform((value) => value?.attributes ?? []);

const fields = z.object({
  id: z.string(),
  state: z.enum(["active", "deleted"]),
  description: text,
  subject: attributes,
  resource: attributes,
  control: z.object({ grant: z.object({ roles: z.array(z.object({ role_id: z.string() })) }) }),
});

function listed({ control, ...rest }: z.output<typeof fields>): ListedPolicy {
  return { ...rest, roles: control.grant.roles.map(({ role_id }) => role_id) };
}

/** One policy; its ETag is in the header. */
export const policyReply: z.ZodType<Policy> = z
  .object({ body: fields, headers: z.object({ etag: z.string() }) })
  .transform(({ body: policy, headers }) => ({ ...listed(policy), etag: headers.etag }));

export interface PolicyPage {
  readonly policies: readonly ListedPolicy[];
  /** The token of the next page. */
  readonly start: string | undefined;
}

export const policyPage: z.ZodType<PolicyPage> = body(
  z
    .object({ policies: z.array(fields.transform(listed)), next: z.object({ start: text }).nullish() })
    .transform(({ policies, next }) => ({ policies, start: next?.start })),
);

const roleList = z
  .array(z.object({ crn: text, display_name: z.string() }))
  .nullish()
  .transform((roles) =>
    (roles ?? []).flatMap((role) => (role.crn ? [{ crn: role.crn, displayName: role.display_name }] : [])),
  );

export const rolesReply: z.ZodType<readonly Role[]> = body(
  z
    .object({ system_roles: roleList, service_roles: roleList, custom_roles: roleList })
    .transform(({ system_roles, service_roles, custom_roles }) => [...system_roles, ...service_roles, ...custom_roles]),
);

/** A policy as IAM takes it. */
export function policyBody({ subject, resource, roles, description }: NewPolicy): object {
  return {
    type: "authorization",
    description,
    subject: { attributes: subject.map(encodeAttribute) },
    resource: { attributes: resource.map(encodeAttribute) },
    control: { grant: { roles: roles.map((role) => ({ role_id: role })) } },
  };
}

function encodeAttribute({ key, value, operator = "stringEquals" }: PolicyAttribute): object {
  return { key, operator, value: operator === "stringExists" ? value === "true" : value };
}
