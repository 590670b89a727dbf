/** The part of a request that an error is about. */
export interface ErrorTarget {
  readonly type: "field" | "query_param";
  readonly name: string;
}

/** An error of the key API. The message never repeats key material or plaintexts. */
export class KeyError extends Error {
  readonly status: number;
  readonly code: string;
  readonly target: ErrorTarget | undefined;

  constructor(status: number, code: string, message: string, target?: ErrorTarget) {
    super(message);
    this.name = "KeyError";
    this.status = status;
    this.code = code;
    this.target = target;
  }
}

const field = (name: string): ErrorTarget => ({ type: "field", name });

// 400

export function badBody(reason: string): KeyError {
  return new KeyError(400, "BAD_BODY_ERR", `The body cannot be used: ${reason}`);
}

export function noBody(): KeyError {
  return new KeyError(400, "NO_BODY_ERR", "The request has no body");
}

/** @param rule what the field must be */
export function invalidField(name: string, rule: string): KeyError {
  return new KeyError(400, "INVALID_FIELD_ERR", `The field \`${name}\` must be: ${rule}`, field(name));
}

/** @param rule what the parameter must be */
export function invalidQuery(name: string, rule: string): KeyError {
  const target: ErrorTarget = { type: "query_param", name };
  return new KeyError(400, "INVALID_QUERY_PARAM_ERR", `The query parameter \`${name}\` must be: ${rule}`, target);
}

export function collectionTotalMismatch(): KeyError {
  return new KeyError(400, "COLLECTION_TOTAL_MISMATCH_ERR", "collectionTotal is not the number of resources");
}

export function numCollectionResource(): KeyError {
  return new KeyError(400, "NUM_COLLECTION_RESOURCE_ERR", "With the query parameter there can be one resource only");
}

export function bodyQueryMismatch(): KeyError {
  return new KeyError(400, "BODY_QUERY_PARAM_MISMATCH_ERR", "The body is of another policy than the query parameter");
}

export function rootKeyRequired(): KeyError {
  return new KeyError(400, "KEY_ROOT_REQ_ERR", "This can be done with a root key only");
}

export function payloadRequired(): KeyError {
  const message = "The key was imported, so new key material is needed to rotate it";
  return new KeyError(400, "KEY_PAYLOAD_REQ_ERR", message, field("payload"));
}

export function keyExpired(): KeyError {
  return new KeyError(400, "KEY_EXPIRED_ERR", "The key has expired");
}

export function restoreExpired(): KeyError {
  return new KeyError(400, "KEY_RESTORE_EXPIRED", "The time in which the key could be restored is over");
}

export function searchTooBroad(): KeyError {
  return new KeyError(400, "KEY_SEARCH_TOO_BROAD", "There are more than 5000 keys to search through");
}

export function incorrectNonce(): KeyError {
  return new KeyError(400, "INCORRECT_NONCE_ERR", "The nonce is not that of the import token");
}

export function incorrectNonceIv(): KeyError {
  return new KeyError(400, "INCORRECT_NONCE_IV_ERR", "The nonce cannot be decrypted with this iv and key material");
}

// 403, 404, 410, 422

export function serviceOnly(): KeyError {
  return new KeyError(403, "SERVICE_ONLY_ERR", "Only a service of IBM can do this");
}

export function keyNotFound(): KeyError {
  return new KeyError(404, "KEY_NOT_FOUND_ERR", "There is no such key");
}

export function ringNotFound(): KeyError {
  return new KeyError(404, "KEY_RING_NOT_FOUND_ERR", "There is no such key ring");
}

export function keyDeleted(): KeyError {
  return new KeyError(410, "KEY_DELETED_ERR", "The key was deleted already");
}

export function unprocessableCiphertext(): KeyError {
  const message = "The ciphertext is not one of this key, or the additional data differ";
  return new KeyError(422, "UNPROCESSABLE_CIPHERTEXT_ERR", message);
}

// 409

function conflict(code: string, message: string, target?: ErrorTarget): KeyError {
  return new KeyError(409, code, message, target);
}

export function invalidState(): KeyError {
  return conflict("KEY_ACTION_INVALID_STATE_ERR", "The key is not in a state for this");
}

export function protectedResource(): KeyError {
  const target: ErrorTarget = { type: "query_param", name: "force" };
  return conflict("PROTECTED_RESOURCE_ERR", "The key protects resources of other services", target);
}

export function preventedDeletion(): KeyError {
  return conflict("PREV_KEY_DEL_ERR", "The key protects a resource whose service forbids its deletion");
}

export function authorizationsNotMet(): KeyError {
  return conflict("AUTHORIZATIONS_NOT_MET", "Another user has to set the key for deletion first");
}

export function notDualAuth(): KeyError {
  return conflict("NOT_DUAL_AUTH_ERR", "The key has no policy of dual authorization");
}

/** @param wait the required time since the last change, as the service writes it: `4h0m0s` */
export function tooEarly(wait: string): KeyError {
  return conflict("REQ_TOO_EARLY_ERR", `The key was updated recently: wait until ${wait} after its last change`);
}

export function rotationNotPermitted(): KeyError {
  return conflict("KEY_ROTATION_NOT_PERMITTED", "The key was rotated within the last hour: once an hour is permitted");
}

export function createImportAccess(): KeyError {
  return conflict("KEY_CREATE_IMPORT_ACCESS_ERR", "The instance's policy keyCreateImportAccess forbids this");
}

export function importTokenExpired(): KeyError {
  return conflict("IMPORT_TOKEN_EXPIRED_ERR", "The import token has expired or is used up");
}

export function ringNotEmpty(): KeyError {
  return conflict("KEY_RING_NOT_EMPTY_ERR", "The key ring has keys in it");
}

export function ringKeysNotDeleted(): KeyError {
  return conflict("KEY_RING_KEYS_NOT_DELETED_ERR", "The key ring has keys in it that are not destroyed");
}

export function ringExists(): KeyError {
  return conflict("KEY_RING_ALREADY_EXISTS_ERR", "There is a key ring of this id already");
}

export function ringQuota(): KeyError {
  return conflict("KEY_RING_QUOTA_ERR", "An instance has 50 key rings at the most");
}

export function aliasNotUnique(): KeyError {
  return conflict("KEY_ALIAS_NOT_UNIQUE_ERR", "Another key of the instance has this alias");
}

export function aliasQuota(): KeyError {
  return conflict("KEY_ALIAS_QUOTA_ERR", "A key has five aliases at the most");
}

export function dualAuthStays(): KeyError {
  return conflict("CONFLICT", "Dual authorization cannot be switched off for a key that has it");
}
