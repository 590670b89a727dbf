import {
  AlreadyExistsError,
  ConflictError,
  CredentialsError,
  LimitError,
  NotFoundError,
  PermissionError,
  RejectedError,
  ThrottledError,
} from "../core/errors";
import {
  codeText,
  type ErrorShape,
  type ErrorTable,
  type Make,
  readError,
  type Said,
  simply,
  textsAt,
} from "../http/refusal";
import { parseJson } from "../http/reply";
import type { HttpReply } from "../http/transport";
import { byStatus, PolicyExistsError, REQUEST_IDS } from "./errors";

/** A call to IAM that was refused. */
interface Asked {
  /** Of the policy that was to be replaced: a conflict with itself means that it has changed. */
  readonly id: string | undefined;
  readonly reply: HttpReply;
}

const CHANGED = "Read the policy again and compare: somebody has changed it.";

const conflict: Make<Asked> = (problem, detail, { id, reply }) => {
  const policy = inTheWay(reply);
  if (policy !== undefined && policy !== id) {
    return new PolicyExistsError(problem, `The policy ${policy} grants the same already: take it over, or delete it.`, {
      ...detail,
      policy,
    });
  }
  if (id !== undefined) return new ConflictError(problem, CHANGED, detail);
  return new AlreadyExistsError(problem, "An equal policy exists: look for it, and take it over or delete it.", detail);
};

/** IAM's codes, one line a cause. Source: IBM's `platform-services` SDKs, IAM policy management. */
const CODES: ErrorTable<Asked>["codes"] = [
  [/conflict/, conflict],
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

function causeOf({ status }: HttpReply, { code }: Said): Make {
  if (status === 400 && code !== undefined) return simply(RejectedError, "Correct what the service's words name.");
  if (status === 412) return simply(ConflictError, CHANGED);
  if (status === 401) return simply(CredentialsError, "Check the credential.");
  if (status === 403)
    return simply(PermissionError, "Give the caller the platform role Administrator on the target service.");
  return byStatus(status);
}

const SHAPE: ErrorShape = {
  code: ["errors.0.code"],
  message: ["errors.0.message"],
  requestId: [],
  headers: REQUEST_IDS,
};

/** The id of the policy that is in the way. The SDKs call it an id; should it be the policy itself, its id is in it. */
function inTheWay({ body }: HttpReply): string | undefined {
  const parsed = parseJson(body);
  const path = ["errors", "0", "details", "conflicts_with", "policy"];
  return codeText([...textsAt(parsed, path), ...textsAt(parsed, [...path, "id"])][0]);
}

export const policyErrors: ErrorTable<Asked> = {
  said(reply) {
    const said = readError(reply, SHAPE);
    const requestId = said.requestId ?? codeText(textsAt(parseJson(reply.body), ["trace"])[0]);
    return { ...said, requestId, ...(said.code === undefined && { message: "" }) };
  },
  codes: CODES,
  otherwise: causeOf,
};
