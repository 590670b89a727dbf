/** What is the same on every engine and with every vendor: errors, and what resources and look-ups there are. */
export { vendors } from "./catalog";
export type { Definition, Reason, Values, Vendor } from "./core/definition";
export * from "./core/errors";
export type { Field, FieldMeta, FieldType } from "./core/fields";
export type { LookUp } from "./core/look-up";
export { Secret } from "./core/secret";
export type { Setting } from "./core/settings";
