/** An error in the form that the service answers. */
export class KmsError extends Error {
  readonly status: number;
  readonly code: string;
  /** Whether it comes from the gateway in front of the service, whose errors have another shape. */
  readonly fromGateway: boolean;

  constructor(status: number, code: string, message: string, fromGateway = false) {
    super(message);
    this.name = "KmsError";
    this.status = status;
    this.code = code;
    this.fromGateway = fromGateway;
  }
}

// The service's own errors.

export function missingParameter(name: string): KmsError {
  return new KmsError(400, "MissingParameter", `The parameter ${name} is needed but was not provided.`);
}

/** `reason` must not repeat the value: it may be a password. */
export function invalidParameter(name: string, reason: string): KmsError {
  return new KmsError(400, "InvalidParameter", `The specified parameter ${name} is not valid: ${reason}.`);
}

export function rejectedLimitExceeded(what: string): KmsError {
  return new KmsError(400, "Rejected.LimitExceeded", `The limit on ${what} is exceeded.`);
}

export function illegalTimestamp(): KmsError {
  return new KmsError(
    400,
    "IllegalTimestamp",
    "The timestamp of the request is malformed or out of the allowed range.",
  );
}

export function incompleteSignature(reason: string): KmsError {
  return new KmsError(400, "IncompleteSignature", `The request signature does not conform to the standard: ${reason}.`);
}

export function forbiddenNoPermission(reason: string): KmsError {
  return new KmsError(
    403,
    "Forbidden.NoPermission",
    `This operation is forbidden by the permission system: ${reason}.`,
  );
}

export function forbiddenAccessKey(reason: string): KmsError {
  return new KmsError(403, "Forbidden.AccessKey", `The access key cannot be used: ${reason}.`);
}

export function unsupportedHttpMethod(method: string): KmsError {
  return new KmsError(403, "UnsupportedHTTPMethod", `The HTTP method ${method} is not supported by this operation.`);
}

export function forbiddenResourceNotFound(what: string): KmsError {
  return new KmsError(404, "Forbidden.ResourceNotFound", `The specified resource is not found: ${what}.`);
}

export function unsupportedOperation(): KmsError {
  return new KmsError(400, "UnsupportedOperation", "This action is not supported.");
}

export function unsupportedAlias(): KmsError {
  return new KmsError(400, "Unsupported.Alias", "Alias is not valid for this api.");
}

export function forbiddenKeyNotFound(): KmsError {
  return new KmsError(404, "Forbidden.KeyNotFound", "The specified key is not found.");
}

export function forbiddenKeyVersionNotFound(): KmsError {
  return new KmsError(404, "Forbidden.KeyVersionNotFound", "The specified key version is not found.");
}

export function forbiddenAliasNotFound(): KmsError {
  return new KmsError(404, "Forbidden.AliasNotFound", "The specified alias is not found.");
}

/** @param state of the key, as in `Rejected.Disabled` */
export function rejectedState(state: string): KmsError {
  return new KmsError(409, `Rejected.${state}`, `The request was rejected because the key state is ${state}.`);
}

export function rejectedStateModifiedFailed(): KmsError {
  return new KmsError(409, "Rejected.StateModifiedFailed", "Keystate modified failed.");
}

export function forbiddenInstanceNotFound(): KmsError {
  return new KmsError(404, "Forbidden.DKMSInstanceNotFound", "The specified KMS instance is not found.");
}

export function rejectedResourceExist(what: string): KmsError {
  return new KmsError(409, "Rejected.ResourceExist", `The specified resource already exists: ${what}.`);
}

export function rejectedThrottling(message = "QPS Limit Exceeded"): KmsError {
  return new KmsError(429, "Rejected.Throttling", message);
}

export function internalFailure(message = "Internal failure."): KmsError {
  return new KmsError(500, "InternalFailure", message);
}

export function serviceUnavailableTemporary(message = "The service is temporarily unavailable."): KmsError {
  return new KmsError(503, "ServiceUnavailableTemporary", message);
}

export function forbiddenInstanceStateInvalid(): KmsError {
  return new KmsError(403, "Forbidden.DKMSInstanceStateInvalid", "The state of the KMS instance does not allow this.");
}

// Errors of an instance's own protocol, as the vendor's clients know them (alibabacloud-dkms-transfer-go-sdk, errors.go).

export function invalidParam(name: string): KmsError {
  return new KmsError(400, "InvalidParam", `The Param ${name} is invalid.`);
}

export function unauthorized(reason: string): KmsError {
  return new KmsError(401, "Unauthorized", `The client key cannot be used: ${reason}.`);
}

// The gateway's errors.

export function missingAccessKeyId(): KmsError {
  return new KmsError(400, "MissingAccessKeyId", "AccessKeyId is mandatory for this action.", true);
}

export function invalidAccessKeyIdNotFound(): KmsError {
  return new KmsError(404, "InvalidAccessKeyId.NotFound", "Specified access key is not found.", true);
}

export function signatureDoesNotMatch(hint: string): KmsError {
  const message = `Specified signature is not matched with our calculation. ${hint}`;
  return new KmsError(400, "SignatureDoesNotMatch", message, true);
}

export function signatureNonceUsed(): KmsError {
  return new KmsError(400, "SignatureNonceUsed", "Specified signature nonce was used already.", true);
}

export function missingSecurityToken(): KmsError {
  return new KmsError(400, "MissingSecurityToken", "SecurityToken is mandatory for this action.", true);
}

export function invalidSecurityToken(): KmsError {
  const message = "Specified SecurityToken mismatch with the AccessKey.";
  return new KmsError(400, "InvalidSecurityToken.MismatchWithAccessKey", message, true);
}

export function securityTokenExpired(): KmsError {
  return new KmsError(400, "InvalidSecurityToken.Expired", "Specified SecurityToken is expired.", true);
}

export function invalidActionNotFound(): KmsError {
  return new KmsError(
    404,
    "InvalidAction.NotFound",
    "Specified api is not found, please check your url and method.",
    true,
  );
}

export function invalidVersion(): KmsError {
  return new KmsError(400, "InvalidVersion", "Specified parameter Version is not valid.", true);
}

// The errors of STS.

export function entityNotExistRole(arn: string): KmsError {
  return new KmsError(404, "EntityNotExist.Role", `The role not exists: ${arn}.`, true);
}

export function noPermission(
  message = "You are not authorized to do this action. You should be authorized by RAM.",
): KmsError {
  return new KmsError(403, "NoPermission", message, true);
}

/** @param name the end of the code */
export function stsInvalidParameter(name: string, message: string): KmsError {
  return new KmsError(400, `InvalidParameter.${name}`, message, true);
}

export function oidcNoPermission(): KmsError {
  return new KmsError(403, "AuthenticationFail.NoPermission", "There is no permission", true);
}

export function oidcTokenInvalid(): KmsError {
  return oidcTokenNotMatching("Invalid", "This JsonWebToken is invalid.");
}

export function oidcTokenNotMatching(reason: string, message: string): KmsError {
  return new KmsError(400, `AuthenticationFail.OIDCToken.${reason}`, message, true);
}
