import { BadReplyError } from "../core/errors";
import { refusal } from "../http/refusal";
import type { ListedPolicy, PolicyApi } from "./api";
import { callService, type Destination, type ServiceCall, type Wiring } from "./call";
import { nothing } from "./envelope";
import { policyErrors } from "./policy-errors";
import { policyBody, policyPage, policyReply, rolesReply } from "./policy-wire";
import { segment } from "./segment";

/** What one call to IAM needs. */
type Given<T> = Pick<ServiceCall<T>, "operation" | "method" | "reply"> &
  Partial<Pick<ServiceCall<T>, "query" | "headers" | "body" | "retry">> & {
    readonly id?: string;
    readonly path?: string;
  };

type Ask = <T>(given: Given<T>) => Promise<T>;

const PAGE = "100";

/** IAM's authorization policies. @param destination IAM itself */
export function policyApi(destination: () => Destination, wiring: Wiring): PolicyApi {
  const ask: Ask = async (given) => callService(policyCall(given), destination(), wiring);
  return {
    create: (policy) =>
      ask({
        operation: "createPolicy",
        method: "POST",
        body: policyBody(policy),
        retry: "never-blindly",
        reply: policyReply,
      }),
    get: (id) => ask({ operation: "getPolicy", method: "GET", id, reply: policyReply }),
    replace: (id, etag, policy) =>
      ask({
        operation: "replacePolicy",
        method: "PUT",
        id,
        headers: { "if-match": etag },
        body: policyBody(policy),
        reply: policyReply,
      }),
    delete: (id) => ask({ operation: "deletePolicy", method: "DELETE", id, reply: nothing }),
    list: (account, service) => list(ask, account, service),
    roles: (source, target) => {
      const query = { service_name: target, source_service_name: source, policy_type: "authorization" };
      return ask({ operation: "listRoles", method: "GET", path: "/v2/roles", query, reply: rolesReply });
    },
  };
}

async function list(ask: Ask, account: string, service: string | undefined): Promise<readonly ListedPolicy[]> {
  const query = { account_id: account, service_name: service, type: "authorization", state: "active", limit: PAGE };
  const all: ListedPolicy[] = [];
  const seen = new Set<string>();
  let start: string | undefined;
  do {
    const page = await ask({ operation: "listPolicies", method: "GET", query: { ...query, start }, reply: policyPage });
    all.push(...page.policies);
    start = page.start;
    if (start !== undefined && seen.has(start)) throw endless(account);
    if (start !== undefined) seen.add(start);
  } while (start !== undefined);
  return all;
}

function endless(account: string): BadReplyError {
  return new BadReplyError(
    `listPolicies of the account ${account} was answered with pages that lead back to each other`,
    "Run again, and tell IBM's support when it happens again.",
  );
}

function policyCall<T>({ id, path = "/v2/policies", retry = "idempotent", ...given }: Given<T>): ServiceCall<T> {
  const place = id === undefined ? "IBM Cloud IAM" : `the policy ${id}`;
  return {
    place,
    path: id === undefined ? path : `${path}/${segment(id)}`,
    kind: given.method === "GET" ? "read" : "write",
    retry,
    refuse: ({ call, reply, secrets }) => refusal(policyErrors, call, reply, secrets, { id, reply }),
    ...given,
  };
}
