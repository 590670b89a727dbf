import {
  AlreadyExistsError,
  ConflictError,
  CredentialsError,
  type KeysmithError,
  LimitError,
  NotFoundError,
  PermissionError,
  RejectedError,
  ServiceError,
} from "../core/errors";
import { codeText, type Make, outcome, parseObject, type Said, simply } from "../http/refusal";
import type { HttpReply } from "../http/transport";
import type { Refusal } from "./call";
import { byStatus, requestIdOf } from "./errors";
import type { KeyService } from "./instance";
import type { KeyOperation } from "./operations";

/** A refusal, and what it is about. */
export interface Refused extends Refusal {
  readonly operation: KeyOperation<unknown>;
  readonly service: KeyService;
  /** For messages: `Key Protect instance 1111…`. */
  readonly place: string;
}

type MakeOf = (refused: Refused) => Make;

function always(...[Class, remedy]: Parameters<typeof simply>): MakeOf {
  const make = simply(Class, remedy);
  return () => make;
}

/** How long after what the service does such a thing again. */
const EARLIEST: Readonly<Record<string, string>> = {
  restoreKey: "A key can be restored 30 seconds after its deletion; come back then.",
  enableKey: "A key can be enabled 30 seconds after it was disabled; come back then.",
  disableKey: "A key can be disabled 30 seconds after it was enabled; come back then.",
  rotateKey: "A key can be rotated again an hour after its last rotation; come back then.",
};
const LATER =
  "Come back later: 30 seconds after a deletion or a disabling, an hour after a rotation, 4 hours after a deletion to purge.";

/**
 * The key services' codes, one line a cause; the first that fits counts. Whether an object is gone is said by these codes:
 * a proxy answers 404 to anything. Source of codes: IBM's "Error messages" of Key Protect.
 */
const CAUSES: readonly (readonly [codes: RegExp, make: MakeOf])[] = [
  [
    /^KEY_RING_NOT_FOUND_ERR$/,
    always(NotFoundError, "Make the key ring first, or name one that the instance has; without a name it is default."),
  ],
  [/NOT_FOUND_ERR$/, always(NotFoundError, "Check the id or alias, and the instance.")],
  [/^KEY_DELETED_ERR$/, always(ConflictError, "The key is deleted already; for 30 days it can be restored.")],
  [
    /(NOT_UNIQUE|ALREADY_EXISTS)(_ERR)?$/,
    always(AlreadyExistsError, "Choose another name, or take over what has it; deleted keys keep their aliases too."),
  ],
  [
    /QUOTA/,
    always(LimitError, "Delete what is no longer used: a key has at most 5 aliases, an instance 50 key rings."),
  ],
  [
    /^(REQ_TOO_EARLY_ERR|KEY_ROTATION_NOT_PERMITTED)/,
    ({ operation }) => simply(ConflictError, EARLIEST[operation.name] ?? LATER),
  ],
  [
    /^PROTECTED_RESOURCE_ERR$/,
    always(ConflictError, "Services still use the key, as its registrations tell: end their use first, or force it."),
  ],
  [
    /^PREV_KEY_DEL_ERR$/,
    always(
      ConflictError,
      "A registration keeps the key from being deleted, by force too: first delete what uses it, or end the retention there.",
    ),
  ],
  [
    /^AUTHORIZATIONS_NOT_MET$/,
    always(ConflictError, "Two must agree: have another person set the key for deletion, and delete it within 7 days."),
  ],
  [/^NOT_DUAL_AUTH_ERR$/, always(ConflictError, "Only a key with a dual authorization policy is set for deletion.")],
  [
    /^KEY_RING_(NOT_EMPTY|KEYS_NOT_DELETED)_ERR$/,
    always(ConflictError, "Move the keys of the ring to another first; deleted keys count until they are purged."),
  ],
  [/^IMPORT_TOKEN_EXPIRED_ERR$/, always(ConflictError, "The import token has ended: make a new one and import again.")],
  [/INVALID_STATE_ERR$/, always(ConflictError, "Bring the key into a state that allows it: enable or restore it.")],
  [
    /^KEY_CREATE_IMPORT_ACCESS_ERR$/,
    always(
      PermissionError,
      "The instance's keyCreateImportAccess policy forbids it: change the policy, or how the key is made.",
    ),
  ],
  [/^FEATURE_RESTRICTED_ERR$/, always(PermissionError, "The instance's plan or settings don't allow it.")],
  [
    /^CONFIG_RULE_CONFLICT_ERR$/,
    always(PermissionError, "A rule of the account's configuration forbids it; ask who set it."),
  ],
  [/^SERVICE_ONLY_ERR$/, always(PermissionError, "Only IBM's services themselves may do this.")],
  [
    /^KEY_(EXPIRED_ERR|RESTORE_EXPIRED)$/,
    always(
      RejectedError,
      "It is too late: make a new key. Deleted keys can be restored for 30 days, and until they expire.",
    ),
  ],
  [/^KEY_SEARCH_TOO_BROAD$/, always(RejectedError, "Search for less, or list all keys and look through them.")],
  [
    /^UNPROCESSABLE_CIPHERTEXT_ERR$/,
    always(RejectedError, "The ciphertext is of another key, or the additional data are not those of its wrapping."),
  ],
  [
    /^INCOMPLETE_METADATA_ERR$/,
    always(ServiceError, "The service failed; run again, and give its support the RequestId."),
  ],
];

/** The error for a reply of a key service whose status is no success. */
export function keyRefusal(refused: Refused): KeysmithError {
  const { operation, place, reply, secrets } = refused;
  const said = readError(reply);
  const make = CAUSES.find(([codes]) => said.code !== undefined && codes.test(said.code))?.[1] ?? causeOf(reply, said);
  const detail = { vendorCode: said.code, httpStatus: reply.status, requestId: said.requestId };
  return make(refused)(`${operation.name} on ${place} ${outcome(said, reply.status, secrets)}`, detail);
}

interface KeyError extends Said {
  /** Whether the body is of the services' own form for errors, which IBM Cloud Private sends without codes. */
  readonly own: boolean;
}

/** For what no code tells, the status: but only where the service itself has answered. */
function causeOf({ status, body }: HttpReply, { own }: KeyError): MakeOf {
  if (status === 401) return (refused) => unauthorized(refused, own || body === "");
  if (status === 403) return (refused) => simply(PermissionError, allow(refused));
  if (!own) return () => byStatus(status);
  if (status === 404) return ({ service }) => (service === "icp" ? simply(NotFoundError, GONE) : byStatus(status));
  if (status === 409) return ({ operation }) => (operation.name === "createKeyRing" ? RING_EXISTS : CONFLICT);
  if (status === 410) return always(ConflictError, "The key is deleted.");
  if (status === 400 || status === 422)
    return always(RejectedError, "Correct the inputs; the service's words say which.");
  return () => byStatus(status);
}

/** The services answer 401 to a caller who may not, too. @param byService whether the service itself has answered */
function unauthorized(refused: Refused, byService: boolean): Make {
  if (refused.newToken && byService) return simply(PermissionError, allow(refused));
  return simply(CredentialsError, `Check the credential. If it is right: ${allow(refused)}`);
}

const GONE = "Check the id of the key, and the instance.";
const RING_EXISTS = simply(AlreadyExistsError, "Choose another id, or take the existing key ring over.");
const CONFLICT = simply(ConflictError, "Look at the state of the object, and run again.");

const PRIVATE_ROLES: Readonly<Record<string, string>> = {
  wrapKey: "Viewer",
  unwrapKey: "Viewer",
  rotateKey: "Administrator",
  deleteKey: "Administrator",
};

/** What to do for a caller who may not. */
function allow({ operation, service, place }: Refused): string {
  const role = service === "icp" ? (PRIVATE_ROLES[operation.name] ?? "Editor") : operation.role;
  const where = service === "icp" ? "in the team of the cluster's service" : `on ${place}, or on its key ring`;
  return `Give the caller the role ${role} ${where}.`;
}

const ERROR_TYPE = /^application\/vnd\.ibm\.kms\.error\+json/;

function readError(reply: HttpReply): KeyError {
  const { metadata, resources } = parseObject(reply.body);
  const { collectionType } = members(metadata);
  const { errorMsg, reasons } = members(Array.isArray(resources) ? resources[0] : undefined);
  const list = (Array.isArray(reasons) ? reasons : []).map(members);
  const words = list.map(({ message }) => message).filter((message) => typeof message === "string");
  const code = codeText(list[0]?.["code"]);
  const own = typeof errorMsg === "string" && (code !== undefined || ERROR_TYPE.test(String(collectionType)));
  return {
    own,
    code,
    message: words.length > 0 ? words.join(" ") : own ? String(errorMsg) : "",
    requestId: requestIdOf(reply),
  };
}

function members(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
