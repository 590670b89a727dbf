import {
  AlreadyExistsError,
  ConflictError,
  CredentialsError,
  type KeysmithError,
  LimitError,
  NoReplyError,
  NotFoundError,
  PermissionError,
  RejectedError,
  ServiceError,
  ThrottledError,
} from "../../core/errors";
import { type ErrorShape, type ErrorTable, type Make, readError, simply } from "../../http/refusal";
import type { HttpReply } from "../../http/transport";
import type { Operation } from "./operation";

/** The remedy if a call is refused for its date. */
export const CLOCK =
  "Set the machine's clock: the service refuses requests that were signed more than a few minutes ago.";

const SIGNATURE_AGE = /^(IllegalTimestamp|InvalidTimeStamp)/;

/**
 * The vendor's codes, one entry per cause; the first match counts. Only these codes tell that an object is gone: the service also answers
 * 404 to an unknown access key, and a proxy to anything.
 */
const CODES: ErrorTable<Operation<unknown>>["codes"] = [
  [/Throttling/, simply(ThrottledError, "Other callers are using the account's quota; run again in a minute.")],
  [
    /^Forbidden\.(ResourceNotFound|KeyNotFound|AliasNotFound|KeyVersionNotFound|DKMSInstanceNotFound)$/,
    simply(NotFoundError, "Check the name or id and the region."),
  ],
  [SIGNATURE_AGE, simply(CredentialsError, CLOCK)],
  [
    /^(InvalidAccessKeyId|InvalidSecurityToken|Missing(AccessKeyId|SecurityToken)|SignatureDoesNotMatch|IncompleteSignature|Forbidden\.AccessKey$)/,
    simply(
      CredentialsError,
      "Check the access key, its secret and, for temporary credentials, whether they have expired.",
    ),
  ],
  [/^EntityNotExist\./, simply(CredentialsError, "Check the ARN of the role.")],
  [
    /^AuthenticationFail\./,
    simply(
      CredentialsError,
      "Get a new token. Check that the identity provider exists and knows the token's issuer and audience, and that the role's trust policy allows its subject.",
    ),
  ],
  [
    /^(Forbidden\.(NoPermission|RAM)|NoPermission)$/,
    (problem, detail, { service, action }) =>
      new PermissionError(
        problem,
        `Allow ${service}:${action} in a RAM policy of the user or role that calls.`,
        detail,
      ),
  ],
  [
    // Every nonce is new, so the service has seen this very request before: something on the way sent it twice.
    /^SignatureNonceUsed/,
    (problem, detail) =>
      new NoReplyError(problem, "It may have been carried out; run again to compare.", { ...detail, sent: true }),
  ],
  [
    /^(Rejected\.ResourceExist|AliasAlreadyExists$)/,
    simply(AlreadyExistsError, "Choose another name, or adopt the existing object."),
  ],
  [
    /^Rejected\.(LimitExceeded|ShareQuotaExceedLimit)$/,
    simply(LimitError, "Delete what is no longer used, or ask the vendor for a larger quota."),
  ],
  [
    /^Rejected\.PendingDeletion$/,
    simply(
      ConflictError,
      "Cancel the deletion of the object, or restore it, before the window for that is over: after that, the object is gone.",
    ),
  ],
  [
    /^(Rejected\.(Disabled|ResourceInUse|StateModifiedFailed|Unavailable)|Forbidden\.DKMSInstanceStateInvalid$)/,
    simply(ConflictError, "Bring the object into a state that allows the call, or wait until it is in one."),
  ],
  [
    /^(InvalidParameter|MissingParameter)/,
    simply(RejectedError, "Correct the inputs; the service's message says which one is wrong."),
  ],
  [/^Forbidden\.KmsServiceNotEnabled$/, simply(ServiceError, "Activate KMS for the account in the vendor's console.")],
  [/^Forbidden\.InDebt/, simply(ServiceError, "Settle the account's bill; until then the vendor refuses every call.")],
];

/** The vendor's "common error codes" of KMS, the codes of the gateway in front of it, and those of STS. */
const KNOWN: ReadonlySet<string> = new Set(
  `InvalidParameter MissingParameter ParseRequestParameterException InternalFailure ServiceUnavailable ServiceUnavailableTemporary
  Rejected.LimitExceeded Rejected.ShareQuotaExceedLimit Rejected.Throttling Rejected.ResourceExist Rejected.Disabled
  Rejected.PendingDeletion Rejected.ResourceInUse Rejected.StateModifiedFailed Rejected.Unavailable Throttling Throttling.User Throttling.Api
  Forbidden.NoPermission Forbidden.RAM NoPermission Forbidden.AccessKey Forbidden.KmsServiceNotEnabled Forbidden.InDebt
  Forbidden.InDebtOverdue Forbidden.ProhibitedByRiskControl Forbidden.DKMSInstanceStateInvalid Forbidden.DKMSInstanceNotFound
  Forbidden.ResourceNotFound Forbidden.KeyNotFound Forbidden.KeyVersionNotFound Forbidden.AliasNotFound AliasAlreadyExists
  InvalidAccessKeyId InvalidAccessKeyId.NotFound InvalidAccessKeyId.Inactive MissingAccessKeyId MissingSecurityToken
  InvalidSecurityToken.Expired InvalidSecurityToken.Malformed InvalidSecurityToken.MismatchWithAccessKey IllegalTimestamp
  InvalidTimeStamp.Expired InvalidTimeStamp.Format SignatureDoesNotMatch SignatureNonceUsed IncompleteSignature
  InvalidAction.NotFound InvalidVersion UnsupportedHTTPMethod
  EntityNotExist.Role AuthenticationFail.NoPermission AuthenticationFail.OIDCToken.Expired AuthenticationFail.OIDCToken.Invalid
  AuthenticationFail.OIDCToken.AudienceNotMatch AuthenticationFail.OIDCToken.IssuerNotMatch
  AuthenticationFail.OIDCToken.IssuerConfigurationBroken AuthenticationFail.OIDCToken.PublicKeyFingerprintMismatch
  InvalidParameter.RoleArn InvalidParameter.RoleSessionName InvalidParameter.PolicyGrammar InvalidParameter.DurationSeconds`.split(
    /\s+/,
  ),
);

/** Whether a request was refused for its date: then nothing was done, and signing it again may be enough. */
export function wantsFreshSignature({ vendorCode }: KeysmithError): boolean {
  return vendorCode !== undefined && SIGNATURE_AGE.test(vendorCode);
}

function byStatus({ status }: HttpReply): Make {
  if (status === 429) return simply(ThrottledError, "Run again in a minute.");
  if (status >= 500) return simply(ServiceError, "The service failed; run again, and give its support the RequestId.");
  return simply(ServiceError, "Check the endpoint and the proxy settings, and look the code up in the vendor's list.");
}

/** Both spellings of the fields: the vendor's pages differ. */
const SHAPE: ErrorShape = {
  code: ["Code", "code"],
  message: ["Message", "message"],
  requestId: ["RequestId", "requestId"],
  headers: ["x-acs-request-id"],
};

export const alibabaErrors: ErrorTable<Operation<unknown>> = {
  said(reply) {
    const said = readError(reply, SHAPE);
    // A message about a signature repeats all that was signed, and a message without a code is not the service's.
    return said.code === undefined || said.code.includes("Signature") ? { ...said, message: "" } : said;
  },
  known: (code) => KNOWN.has(code),
  codes: CODES,
  otherwise: byStatus,
};
