import { apiError } from "../api-error";
import type { IbmRefusal } from "../service";
import { etagOf, type StoredPolicy } from "./policy";

export function invalidBody(reason: string): IbmRefusal {
  return apiError({ status: 400, code: "invalid_body", message: `The body is not valid: ${reason}.` });
}

export function invalidQuery(reason: string): IbmRefusal {
  return apiError({ status: 400, code: "invalid_query_parameter", message: `The query is not valid: ${reason}.` });
}

export function missingQuery(name: string): IbmRefusal {
  const message = `The query parameter ${name} is missing.`;
  return apiError({ status: 400, code: "missing_required_query_parameter", message });
}

export function missingIfMatch(): IbmRefusal {
  const message = "The header If-Match is missing: send the ETag of the policy.";
  return apiError({ status: 400, code: "request_not_processed", message });
}

export function forbidden(what: string): IbmRefusal {
  // The service spells the code this way.
  return apiError({ status: 403, code: "insufficent_permissions", message: `The caller may not do this: ${what}.` });
}

export function policyNotFound(id: string): IbmRefusal {
  return apiError({ status: 404, code: "policy_not_found", message: `There is no policy ${id}.` });
}

/** @param known CRNs of the roles that can be granted there */
export function roleNotFound(role: string, known: readonly string[]): IbmRefusal {
  const message = `The role ${role} can't be granted here. Roles that can: ${known.join(", ") || "none"}.`;
  return apiError({ status: 400, code: "role_not_found", message });
}

/** @param shown the policy in the API version of the request */
export function policyExists(policy: StoredPolicy, shown: unknown): IbmRefusal {
  return apiError({
    status: 409,
    code: "policy_conflict_error",
    message: `A policy with the same attributes and roles exists: ${policy.id}.`,
    details: { conflicts_with: { etag: etagOf(policy), policy: shown } },
  });
}

/** The policy was changed after the caller read it. */
export function staleRevision(policy: StoredPolicy): IbmRefusal {
  return apiError({
    status: 409,
    code: "policy_conflict_error",
    message: `The policy ${policy.id} has another revision than If-Match says.`,
    details: { conflicts_with: { etag: etagOf(policy) } },
  });
}
