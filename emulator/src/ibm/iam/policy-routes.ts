import { randomUUID } from "node:crypto";
import { z } from "zod";
import { apiRefusals, readJson } from "../api-error";
import { type Caller, IbmRefusal, type IbmRequest, type Reply, type Route, type World } from "../operation";
import { isAllowed, reaches } from "../permission";
import { attributeValue } from "./attributes";
import type { Change } from "./policies";
import { etagOf, type PolicyContent, type StoredPolicy } from "./policy";
import { forbidden, invalidBody, policyExists, policyNotFound } from "./policy-error";
import { type PolicyForm, v1, v2 } from "./policy-forms";
import { listReply } from "./policy-list";
import { checkContent } from "./policy-rules";
import { rolesOf } from "./roles";

interface Work {
  readonly form: PolicyForm;
  readonly request: IbmRequest;
  readonly world: World;
  readonly caller: Caller;
}

type Operation = (work: Work) => Reply;

const create: Operation = (work) => {
  const { policies } = work.world.services.iam;
  const content = checkedContent(work);
  refuseEqual(work, content);
  return show(201, policies.create(content, change(work)), work);
};

const read: Operation = (work) => {
  const policy = work.world.services.iam.policies.read(idOf(work));
  requireReached(work, policy);
  return show(200, policy, work);
};

const list: Operation = ({ form, request, world, caller }) =>
  listReply(world.services.iam.policies.list(), request.query, {
    form,
    origin: world.origin,
    reaches: (account) => reaches(caller, account),
  });

const replace: Operation = (work) => {
  const { policies } = work.world.services.iam;
  const id = idOf(work);
  requireReached(work, policies.active(id));
  const policy = policies.forChange(id, work.request.header("if-match"));
  const content = checkedContent(work);
  if (content.type !== policy.content.type) throw invalidBody("the type of a policy can't be changed");
  refuseEqual(work, content, id);
  return show(200, policies.write(policy, { content }, change(work)), work);
};

const stateSchema = z.object({ state: z.enum(["active", "deleted"]) });

/** Restores a deleted policy. */
const setState: Operation = (work) => {
  const { policies } = work.world.services.iam;
  const policy = policies.forChange(idOf(work), work.request.header("if-match"));
  requireReached(work, policy);
  const { state } = readJson(work.request, stateSchema, invalidBody);
  if (state === "active") refuseEqual(work, policy.content, policy.id);
  return show(200, policies.write(policy, { state }, change(work)), work);
};

/** Keeps the policy, marked as deleted: it can still be read. */
const remove: Operation = (work) => {
  const { policies } = work.world.services.iam;
  const policy = policies.active(idOf(work));
  requireReached(work, policy);
  policies.write(policy, { state: "deleted" }, change(work));
  return { status: 204, headers: transaction() };
};

function listRoles({ query }: IbmRequest): Reply {
  const service = query.get("service_name") ?? undefined;
  const source = query.get("source_service_name") ?? undefined;
  const roles = rolesOf({ service, source, type: query.get("policy_type") ?? undefined });
  return { status: 200, headers: transaction(), body: { custom_roles: [], ...roles } };
}

function checkedContent({ form, request, caller }: Work): PolicyContent {
  const content = readJson(request, form.body, invalidBody);
  checkContent(content, (account) => reaches(caller, account));
  return content;
}

function refuseEqual({ form, world }: Work, content: PolicyContent, but?: string): void {
  const equal = world.services.iam.policies.equalTo(content, but);
  if (equal) throw policyExists(equal, form.show(equal, world.origin));
}

/** Answers as if another account's policy did not exist. @throws IbmRefusal */
function requireReached({ caller }: Work, { id, content }: StoredPolicy): void {
  if (!reaches(caller, attributeValue(content.resource, "accountId") ?? "")) throw policyNotFound(id);
}

function idOf({ request }: Work): string {
  return request.params["id"] ?? "";
}

function change({ caller, world }: Work): Change {
  return { by: caller.iamId, now: world.now };
}

function show(status: number, policy: StoredPolicy, { form, world }: Work): Reply {
  return { status, headers: { ...transaction(), etag: etagOf(policy) }, body: form.show(policy, world.origin) };
}

function transaction(): Record<string, string> {
  return { "transaction-id": randomUUID().replaceAll("-", "") };
}

/** The caller, if IAM knows it and it may do the action. @throws IbmRefusal */
function callerFor(action: string, { caller }: World): Caller {
  if (caller?.issuer !== "iam") throw new IbmRefusal(apiRefusals.unauthorized());
  if (!isAllowed(caller, action)) throw forbidden(action);
  return caller;
}

const paths = { collection: "/policies", one: "/policies/{id}" };

const operations = [
  ["createPolicy", "POST", paths.collection, create, "iam.policy.create"],
  ["listPolicies", "GET", paths.collection, list, "iam.policy.read"],
  ["getPolicy", "GET", paths.one, read, "iam.policy.read"],
  ["replacePolicy", "PUT", paths.one, replace, "iam.policy.update"],
  ["deletePolicy", "DELETE", paths.one, remove, "iam.policy.delete"],
] as const;

const restoreOperation = ["updatePolicyState", "PATCH", paths.one, setState, "iam.policy.update"] as const;

function routeOf(
  form: PolicyForm,
  [operation, method, path, run, action]: readonly [string, Route["method"], string, Operation, string],
): Route {
  return {
    operation,
    method,
    path: `/${form.version}${path}`,
    kind: method === "GET" ? "read" : "write",
    refusals: apiRefusals,
    run: (request, world) => run({ form, request, world, caller: callerFor(action, world) }),
  };
}

/** Authorization and access policies in both versions of the API, and the roles that they can grant. */
export const policyRoutes: readonly Route[] = [
  ...operations.map((operation) => routeOf(v1, operation)),
  routeOf(v1, restoreOperation),
  ...operations.map((operation) => routeOf(v2, operation)),
  {
    operation: "listRoles",
    method: "GET",
    path: "/v2/roles",
    kind: "read",
    refusals: apiRefusals,
    run: (request, world) => {
      callerFor("iam.role.read", world);
      return listRoles(request);
    },
  },
];
