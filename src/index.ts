/** Everything that is the same on every engine: errors, the resources and functions, and functions that write texts for their inputs. */
export { type KmsPolicyStatement, kmsPolicy } from "./alibaba/resource-policy";
export { vendors } from "./catalog";
export type { Definition, Values, Vendor } from "./core/definition";
export {
  AlreadyExistsError,
  type AnyKeysmithError,
  BadReplyError,
  ClockMovedError,
  ConfigurationError,
  ConflictError,
  CredentialsError,
  type ErrorCode,
  InterruptedError,
  InvalidInputError,
  isKeysmithError,
  KeysmithError,
  LimitError,
  NoReplyError,
  NotFoundError,
  PartialError,
  PermissionError,
  type Problem,
  RejectedError,
  ServiceError,
  ThrottledError,
  type VendorDetail,
} from "./core/errors";
export type { Field, FieldMeta, FieldType } from "./core/fields";
export type { FunctionDefinition } from "./core/function";
export type { DueRule, Reason, ReasonCode } from "./core/reasons";
export { Secret } from "./core/secret";
export type { Setting } from "./core/settings";
