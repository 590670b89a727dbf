import * as z from "zod";
import {
  AlreadyExistsError,
  ConflictError,
  CredentialsError,
  LimitError,
  NotFoundError,
  PermissionError,
  RejectedError,
  ThrottledError,
} from "../../core/errors";
import { parseJson } from "../../core/json";
import { everyPage } from "../../http/pages";
import {
  type ErrorShape,
  type ErrorTable,
  idText,
  type Make,
  readError,
  refusal,
  type Said,
  simply,
  textsAt,
} from "../../http/refusal";
import type { HttpReply } from "../../http/transport";
import {
  type Ask,
  askerOf,
  body,
  type Collection,
  type Destination,
  maybe,
  nothing,
  type Wiring,
} from "../platform/call";
import { byStatus, PolicyExistsError, REQUEST_IDS } from "../platform/errors";

/** One attribute of an authorization policy. `operator` is `stringEquals` by default. */
export interface PolicyAttribute {
  readonly key: string;
  readonly value: string;
  readonly operator?: string | undefined;
}

export interface NewPolicy {
  readonly subject: readonly PolicyAttribute[];
  readonly resource: readonly PolicyAttribute[];
  /** CRNs of roles. */
  readonly roles: readonly string[];
  readonly description?: string | undefined;
}

export interface ListedPolicy extends NewPolicy {
  readonly id: string;
  readonly state: "active" | "deleted";
  readonly createdAt: string | undefined;
  /** Further restrictions beside the attributes, in words for people. Keysmith sends none. */
  readonly conditions?: readonly string[] | undefined;
}

export type Policy = ListedPolicy & { readonly etag: string };

// The shapes and codes of IAM's policy API, version 2. Source: IBM's `platform-services` SDKs.

const text = maybe(z.string());

/** The value is a string for most operators, a boolean for `stringExists` and a list for the `…AnyOf` operators. */
const attribute = z
  .object({ key: z.string(), operator: z.string(), value: z.unknown() })
  .transform(({ key, operator, value }): PolicyAttribute => {
    return { key, operator, value: typeof value === "string" ? value : JSON.stringify(value) };
  });

const attributes = z
  .object({ attributes: z.array(attribute), tags: z.array(attribute).nullish() })
  .nullish()
  .transform((value) => value ?? { attributes: [] });

const fields = z.object({
  id: z.string(),
  state: z.enum(["active", "deleted"]),
  created_at: text,
  description: text,
  pattern: text,
  rule: z.unknown().optional(),
  subject: attributes,
  resource: attributes,
  control: z.object({ grant: z.object({ roles: z.array(z.object({ role_id: z.string() })) }) }),
});

function listed(policy: z.output<typeof fields>): ListedPolicy {
  const { id, state, description, subject, resource, pattern, rule } = policy;
  const tags = (resource.tags ?? []).map(({ key, operator, value }) => `${key} ${operator} ${value}`);
  const conditions = [
    ...(rule == null ? [] : [`the rule ${JSON.stringify(rule)}`]),
    ...(pattern ? [`the pattern ${pattern}`] : []),
    ...(tags.length > 0 ? [`the tags ${tags.join(", ")}`] : []),
  ];
  return {
    ...{ id, state, description, subject: subject.attributes, resource: resource.attributes },
    createdAt: policy.created_at,
    roles: policy.control.grant.roles.map(({ role_id }) => role_id),
    ...(conditions.length > 0 && { conditions }),
  };
}

/** One policy, with its ETag from the header. */
const policyReply: z.ZodType<Policy> = z
  .object({ body: fields, headers: z.object({ etag: z.string() }) })
  .transform(({ body: policy, headers }) => ({ ...listed(policy), etag: headers.etag }));

/** `start` is the token of the next page. */
const policyPage = body(
  z
    .object({ policies: z.array(fields.transform(listed)), next: z.object({ start: text }).nullish() })
    .transform(({ policies, next }) => ({ policies, start: next?.start })),
);

const roleList = z
  .array(z.object({ crn: text }))
  .nullish()
  .transform((roles) => (roles ?? []).flatMap(({ crn }) => (crn ? [crn] : [])));

const rolesReply: z.ZodType<readonly string[]> = body(
  z
    .object({ system_roles: roleList, service_roles: roleList, custom_roles: roleList })
    .transform(({ system_roles, service_roles, custom_roles }) => [...system_roles, ...service_roles, ...custom_roles]),
);

function policyBody({ subject, resource, roles, description }: NewPolicy): object {
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

interface Asked {
  /** The id of the policy to be replaced. A conflict with this policy itself means that somebody has changed it. */
  readonly id: string | undefined;
  readonly reply: HttpReply;
}

const CHANGED = "Read the policy again and compare: somebody has changed it.";

const conflict: Make<Asked> = (problem, detail, { id, reply }) => {
  const policy = inTheWay(reply);
  if (policy !== undefined && policy !== id) {
    return new PolicyExistsError(problem, `The policy ${policy} already grants the same: adopt it or delete it.`, {
      ...detail,
      policy,
    });
  }
  if (id !== undefined) return new ConflictError(problem, CHANGED, detail);
  return new AlreadyExistsError(problem, "An equal policy exists: find it, then adopt or delete it.", detail);
};

const CODES: ErrorTable<Asked>["codes"] = [
  [/conflict/, conflict],
  [
    /^(policy_)?not_found$/,
    simply(NotFoundError, "Check the id and the account; a new policy isn't known everywhere immediately."),
  ],
  [/^invalid_token$/, simply(CredentialsError, "Check the credential: IAM refuses the token that was made with it.")],
  [
    /^insuffici?ent_permissions$/,
    simply(
      PermissionError,
      "Give the caller the platform role Administrator on the target service, and access to the source.",
    ),
  ],
  [/^too_many_requests$/, simply(ThrottledError, "Run again in a few minutes.")],
  [/(quota|limit)/, simply(LimitError, "Delete policies that are no longer used, or ask IBM for more.")],
  [
    /^(invalid_|missing_required|unsupported_|role_not_found)/,
    simply(RejectedError, "Correct the inputs; the service's message says which one is wrong."),
  ],
];

function causeOf({ status }: HttpReply, { code }: Said): Make {
  if (status === 400 && code !== undefined) return simply(RejectedError, "Correct what the service's message names.");
  if (status === 412) return simply(ConflictError, CHANGED);
  if (status === 401) return simply(CredentialsError, "Check the credential.");
  if (status === 403)
    return simply(PermissionError, "Give the caller the platform role Administrator on the target service.");
  return byStatus(status);
}

const SHAPE: ErrorShape = {
  code: ["errors.0.code"],
  message: ["errors.0.message"],
  headers: REQUEST_IDS,
};

/** The id of the policy in the way. By the SDKs, the field holds the id; if it holds a whole policy, the id is in that. */
function inTheWay({ body }: HttpReply): string | undefined {
  const parsed = parseJson(body);
  const path = ["errors", "0", "details", "conflicts_with", "policy"];
  return idText([...textsAt(parsed, path), ...textsAt(parsed, [...path, "id"])][0]);
}

export const policyErrors: ErrorTable<Asked> = {
  said(reply) {
    const said = readError(reply, SHAPE);
    const requestId = said.requestId ?? idText(textsAt(parseJson(reply.body), ["trace"])[0]);
    return { ...said, requestId, ...(said.code === undefined && { message: "" }) };
  },
  codes: CODES,
  otherwise: causeOf,
};

const PAGE = "100";

/** IAM's policy API, version 2. It lists all policies, and creates and changes only authorizations. */
export function policyApi(destination: () => Destination, wiring: Wiring) {
  const policies: Collection = {
    path: () => "/v2/policies",
    place: (id) => (id === undefined ? "IBM Cloud IAM" : `the policy ${id}`),
    refuse: ({ call, reply, sent }, _method, id) => refusal(policyErrors, call, reply, sent, { id, reply }),
  };
  const ask = askerOf(policies, destination, wiring);
  return {
    /** @throws PolicyExistsError with the id of an equal policy that exists already */
    create: (policy: NewPolicy) =>
      ask({
        operation: "createPolicy",
        method: "POST",
        body: policyBody(policy),
        retry: "never-blindly",
        reply: policyReply,
      }),
    /** @throws NotFoundError, also right after a create, until all replicas know the policy */
    get: (id: string) => ask({ operation: "getPolicy", method: "GET", id, reply: policyReply }),
    /** @throws ConflictError when the policy was changed since `etag` */
    replace: (id: string, etag: string, policy: NewPolicy) =>
      ask({
        operation: "replacePolicy",
        method: "PUT",
        id,
        headers: { "if-match": etag },
        body: policyBody(policy),
        reply: policyReply,
      }),
    delete: (id: string) => ask({ operation: "deletePolicy", method: "DELETE", id, reply: nothing }),
    /**
     * The active policies of an account, from all pages.
     * @param type `authorization` for policies that let a service act, `access` for those that let people and applications
     */
    list: (account: string, type: "authorization" | "access" = "authorization") => list(ask, account, type),
    roles: (source: string, target: string) => {
      const query = { service_name: target, source_service_name: source, policy_type: "authorization" };
      return ask({ operation: "listRoles", method: "GET", path: "/v2/roles", query, reply: rolesReply });
    },
  };
}

function list(ask: Ask, account: string, type: string): Promise<readonly ListedPolicy[]> {
  const query = { account_id: account, type, state: "active", limit: PAGE };
  return everyPage({
    call: `listPolicies of the account ${account}`,
    first: "",
    async ask(token) {
      const start = token || undefined;
      const page = await ask({
        operation: "listPolicies",
        method: "GET",
        query: { ...query, start },
        reply: policyPage,
      });
      return { items: page.policies, next: page.start || undefined };
    },
  });
}
