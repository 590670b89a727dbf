import {
  AlreadyExistsError,
  ConflictError,
  CredentialsError,
  LimitError,
  NotFoundError,
  PermissionError,
  RejectedError,
  ServiceError,
} from "../../../core/errors";
import { parseJson } from "../../../core/json";
import { type ErrorShape, type ErrorTable, type Make, readError, simply, textsAt } from "../../../http/refusal";
import type { HttpReply } from "../../../http/transport";
import type { Refused } from "../../platform/call";
import { byStatus, REQUEST_IDS } from "../../platform/errors";
import type { KeyService } from "../../platform/instance";

interface Asked extends Pick<Refused, "newToken"> {
  readonly operation: { readonly name: string; readonly role: string };
  readonly service: KeyService;
  /** For messages: `Key Protect instance 1111…`. */
  readonly place: string;
  /** Whether the service's words are withheld, as they may include a secret. */
  readonly withheld: boolean;
}

const EARLIEST: Readonly<Record<string, string>> = {
  restoreKey: "A key can be restored 30 seconds after its deletion; run again then.",
  enableKey: "A key can be enabled 30 seconds after it was disabled; run again then.",
  disableKey: "A key can be disabled 30 seconds after it was enabled; run again then.",
  rotateKey: "A key can be rotated again an hour after its last rotation; run again then.",
};
const LATER =
  "Run again later: 30 seconds after a deletion or a disabling, an hour after a rotation, 4 hours after a deletion to purge.";

const notFound = (remedy: string): Make => simply(NotFoundError, remedy);
const conflict = (remedy: string): Make => simply(ConflictError, remedy);
const exists = (remedy: string): Make => simply(AlreadyExistsError, remedy);
const forbidden = (remedy: string): Make => simply(PermissionError, remedy);
const rejected = (remedy: string): Make => simply(RejectedError, remedy);

/**
 * The key services' codes, one line per cause; the first match counts. Only these codes say that an object is gone, because
 * a proxy answers 404 to anything. Source: "Error messages", Key Protect.
 */
const CODES: ErrorTable<Asked>["codes"] = [
  [
    /^KEY_RING_NOT_FOUND_ERR$/,
    notFound("Make the key ring first, or name an existing one; without a name, the ring is default."),
  ],
  [/NOT_FOUND_ERR$/, notFound("Check the id or alias, and the instance.")],
  [/^KEY_DELETED_ERR$/, conflict("The key is already deleted; it can be restored for 30 days.")],
  [
    /(NOT_UNIQUE|ALREADY_EXISTS)(_ERR)?$/,
    exists("Choose another name, or adopt the object that has it; deleted keys keep their aliases too."),
  ],
  [
    /QUOTA/,
    simply(LimitError, "Delete what is no longer used: a key has at most 5 aliases, an instance 50 key rings."),
  ],
  [
    /^(REQ_TOO_EARLY_ERR|KEY_ROTATION_NOT_PERMITTED)/,
    (problem, detail, { operation }) => new ConflictError(problem, EARLIEST[operation.name] ?? LATER, detail),
  ],
  [
    /^PROTECTED_RESOURCE_ERR$/,
    conflict("Services still use the key, as its registrations show: end their use first, or force the deletion."),
  ],
  [
    /^PREV_KEY_DEL_ERR$/,
    conflict(
      "A registration prevents the deletion of the key, even a forced one: first delete what uses the key, or end the retention there.",
    ),
  ],
  [
    /^AUTHORIZATIONS_NOT_MET$/,
    conflict("Two users must agree: have another user set the key for deletion, and delete it within 7 days."),
  ],
  [/^NOT_DUAL_AUTH_ERR$/, conflict("Only a key with a dual authorization policy can be set for deletion.")],
  [
    /^KEY_RING_(NOT_EMPTY|KEYS_NOT_DELETED)_ERR$/,
    conflict("Move the keys of the ring to another first; deleted keys count until they are purged."),
  ],
  [/^IMPORT_TOKEN_EXPIRED_ERR$/, conflict("The import token has expired: make a new one and import again.")],
  [/INVALID_STATE_ERR$/, conflict("Bring the key into a state that allows it: enable or restore it.")],
  [
    /^KEY_CREATE_IMPORT_ACCESS_ERR$/,
    forbidden("The instance's keyCreateImportAccess policy forbids it: change the policy, or how the key is made."),
  ],
  [/^FEATURE_RESTRICTED_ERR$/, forbidden("The instance's plan or settings don't allow it.")],
  [/^CONFIG_RULE_CONFLICT_ERR$/, forbidden("A rule of the account's configuration forbids it; ask who set it.")],
  [/^SERVICE_ONLY_ERR$/, forbidden("Only IBM's services themselves may do this.")],
  [
    /^KEY_(EXPIRED_ERR|RESTORE_EXPIRED)$/,
    rejected("It is too late: make a new key. Deleted keys can be restored for 30 days, unless they expire first."),
  ],
  [/^KEY_SEARCH_TOO_BROAD$/, rejected("Narrow the search, or list all keys and look through them.")],
  [
    /^UNPROCESSABLE_CIPHERTEXT_ERR$/,
    rejected("The ciphertext belongs to another key, or the additional data differ from those of its wrapping."),
  ],
  [
    /^INCOMPLETE_METADATA_ERR$/,
    simply(ServiceError, "The service failed; run again, and give its support the RequestId."),
  ],
];

/** Source: "Error messages", Key Protect, and the further codes in IBM's clients. */
const KNOWN: ReadonlySet<string> = new Set(
  `BAD_BODY_ERR NO_BODY_ERR INVALID_FIELD_ERR INVALID_QUERY_PARAM_ERR COLLECTION_TOTAL_MISMATCH_ERR NUM_COLLECTION_RESOURCE_ERR
  BODY_QUERY_PARAM_MISMATCH_ERR BEARER_SUB_EXTRACTION_ERR KEY_ROOT_REQ_ERR KEY_ROOT_REQ_REG_ERR KEY_IMPT_REQ_ERR
  KEY_PAYLOAD_REQ_ERR KEY_EXPIRED_ERR KEY_RESTORE_EXPIRED KEY_SEARCH_TOO_BROAD INCORRECT_NONCE_ERR INCORRECT_NONCE_IV_ERR
  UNAUTHORIZED_ERR CONFIG_RULE_CONFLICT_ERR RESOURCE_OWNER_ERR SERVICE_ONLY_ERR FEATURE_RESTRICTED_ERR KEY_NOT_FOUND_ERR
  KEY_RING_NOT_FOUND_ERR KEY_ACTION_INVALID_STATE_ERR PROTECTED_RESOURCE_ERR PREV_KEY_DEL_ERR AUTHORIZATIONS_NOT_MET
  NOT_DUAL_AUTH_ERR REQ_TOO_EARLY_ERR KEY_ROTATION_NOT_PERMITTED KEY_CREATE_IMPORT_ACCESS_ERR IMPORT_TOKEN_EXPIRED_ERR
  KEY_RING_NOT_EMPTY_ERR KEY_RING_KEYS_NOT_DELETED_ERR KEY_RING_ALREADY_EXISTS_ERR KEY_RING_QUOTA_ERR KEY_ALIAS_NOT_UNIQUE_ERR
  KEY_ALIAS_QUOTA_ERR KEY_DELETED_ERR UNPROCESSABLE_CIPHERTEXT_ERR KEY_INVALID_STATE_ERR KEY_VERSION_INVALID INVALID_SIG_EXP_ERR
  INCOMPLETE_METADATA_ERR CONFLICT`.split(/\s+/),
);

/** The cause by the status where no code gives it. Most statuses count only if the service itself answered. */
function causeOf({ status, body }: HttpReply, own: boolean, asked: Asked): Make {
  const { operation, service } = asked;
  if (status === 401) return unauthorized(asked, own || body === "");
  if (status === 403) return forbidden(allow(asked));
  if (!own) return byStatus(status);
  // IBM Cloud Private sends no codes.
  if (status === 404 && service === "icp") return notFound("Check the id of the key, and the instance.");
  if (status === 409) return operation.name === "createKeyRing" ? RING_EXISTS : CONFLICT;
  if (status === 410) return conflict("The key is deleted.");
  if (status === 400 || status === 422)
    return rejected(asked.withheld ? WITHHELD : "Correct the inputs; the service's message says which.");
  return byStatus(status);
}

/** The services also answer 401 to a caller without permission. @param byService whether the service itself answered */
function unauthorized(asked: Asked, byService: boolean): Make {
  if (asked.newToken && byService) return forbidden(allow(asked));
  return simply(CredentialsError, `Check the credential. If it is right: ${allow(asked)}`);
}

const WITHHELD =
  "Correct the inputs, such as the key, or a ciphertext that belongs to another key. The service's message is not shown, as it may contain a secret.";
const RING_EXISTS = exists("Choose another id, or adopt the existing key ring.");
const CONFLICT = conflict("Check the state of the object, and run again.");

const PRIVATE_ROLES: Readonly<Record<string, string>> = {
  wrapKey: "Viewer",
  unwrapKey: "Viewer",
  rotateKey: "Administrator",
  deleteKey: "Administrator",
};

function allow({ operation, service, place }: Asked): string {
  const role = service === "icp" ? (PRIVATE_ROLES[operation.name] ?? "Editor") : operation.role;
  const where = service === "icp" ? "in the team of the cluster's service" : `on ${place}, or on its key ring`;
  return `Give the caller the role ${role} ${where}.`;
}

const SHAPE: ErrorShape = {
  code: ["resources.0.reasons.0.code"],
  message: ["resources.0.reasons.*.message", "resources.0.errorMsg"],
  headers: REQUEST_IDS,
};
const ERROR_TYPE = /^application\/vnd\.ibm\.kms\.error\+json/;

function isOwn({ body }: HttpReply, code: string | undefined): boolean {
  const parsed = parseJson(body);
  const [type = ""] = textsAt(parsed, ["metadata", "collectionType"]);
  const hasWords = textsAt(parsed, ["resources", "0", "errorMsg"]).length > 0;
  return hasWords && (code !== undefined || ERROR_TYPE.test(type));
}

export const keyErrors: ErrorTable<Asked> = {
  said(reply) {
    const said = readError(reply, SHAPE);
    return said.code !== undefined || isOwn(reply, said.code) ? said : { ...said, message: "" };
  },
  known: (code) => KNOWN.has(code),
  codes: CODES,
  otherwise: (reply, { code }, asked) => causeOf(reply, isOwn(reply, code), asked),
};
