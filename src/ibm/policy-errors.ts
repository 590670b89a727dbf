import {
  AlreadyExistsError,
  ConflictError,
  CredentialsError,
  type KeysmithError,
  LimitError,
  NotFoundError,
  PermissionError,
  RejectedError,
  ThrottledError,
} from "../core/errors";
import { codeText, type Make, outcome, parseObject, type Said, simply } from "../http/refusal";
import type { HttpReply } from "../http/transport";
import type { Refusal } from "./call";
import { byStatus, PolicyExistsError, requestIdOf } from "./errors";

/** IAM's codes, one line a cause. Source: IBM's `platform-services` SDKs, IAM policy management. */
const CAUSES: readonly (readonly [codes: RegExp, make: Make])[] = [
  [
    /^(policy_)?not_found$/,
    simply(NotFoundError, "Check the id and the account; a new policy isn't known everywhere at once."),
  ],
  [
    /^invalid_token$/,
    simply(CredentialsError, "Check the credential: IAM doesn't accept the token that was made with it."),
  ],
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
    simply(RejectedError, "Correct the inputs; the service's words say which one it means."),
  ],
];

/**
 * The error for a reply of IAM's policy API whose status is no success.
 * @param id of the policy that was to be replaced: a conflict with itself means that it has changed
 */
export function policyRefusal(call: string, id: string | undefined, { reply, secrets }: Refusal): KeysmithError {
  const said = readError(reply);
  const problem = `${call} ${outcome(said, reply.status, secrets)}`;
  const detail = { vendorCode: said.code, httpStatus: reply.status, requestId: said.requestId };
  if (said.code !== undefined && /conflict/.test(said.code)) return conflict(problem, detail, id, said.policy);
  const make = CAUSES.find(([codes]) => said.code !== undefined && codes.test(said.code))?.[1] ?? causeOf(reply, said);
  return make(problem, detail);
}

const CHANGED = "Read the policy again and compare: somebody has changed it.";

function conflict(
  problem: string,
  detail: Parameters<Make>[1],
  id: string | undefined,
  policy: string | undefined,
): KeysmithError {
  if (policy !== undefined && policy !== id) {
    return new PolicyExistsError(problem, `The policy ${policy} grants the same already: take it over, or delete it.`, {
      ...detail,
      policy,
    });
  }
  if (id !== undefined) return new ConflictError(problem, CHANGED, detail);
  return new AlreadyExistsError(problem, "An equal policy exists: look for it, and take it over or delete it.", detail);
}

function causeOf({ status }: HttpReply, { code }: Said): Make {
  if (status === 400 && code !== undefined) return simply(RejectedError, "Correct what the service's words name.");
  if (status === 412) return simply(ConflictError, CHANGED);
  if (status === 401) return simply(CredentialsError, "Check the credential.");
  if (status === 403)
    return simply(PermissionError, "Give the caller the platform role Administrator on the target service.");
  return byStatus(status);
}

interface PolicyError extends Said {
  /** The id of the policy that is in the way. */
  readonly policy: string | undefined;
}

interface ErrorBody {
  readonly code?: unknown;
  readonly message?: unknown;
  readonly details?: { readonly conflicts_with?: { readonly policy?: unknown } | null } | null;
}

/** IAM's body is `{trace, errors: [{code, message, details}], status_code}`. */
function readError(reply: HttpReply): PolicyError {
  const { errors, trace } = parseObject(reply.body);
  const first: ErrorBody = { ...(Array.isArray(errors) ? (errors[0] as ErrorBody | undefined) : undefined) };
  const code = codeText(first.code);
  return {
    code,
    message: code !== undefined && typeof first.message === "string" ? first.message : "",
    requestId: requestIdOf(reply) ?? codeText(trace),
    policy: idOf(first.details?.conflicts_with?.policy),
  };
}

/** The SDKs call it an id; should it be the policy itself, its id is in it. */
function idOf(policy: unknown): string | undefined {
  const { id } = { ...(policy as object | undefined) } as { id?: unknown };
  return codeText(policy) ?? codeText(id);
}
