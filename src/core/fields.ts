import * as z from "zod";
import { kept } from "./memo";
import type { Message } from "./message";
import { Secret } from "./secret";
import type { Setting } from "./settings";

/** The effect of changing a field: `rekey` makes a new credential, in place and with overlap; `ignore` does nothing. */
export type OnChange = "update" | "replace" | "rekey" | "ignore";

/** The source of the value of a field that is left out. */
export type Origin =
  /** The name of the resource in the program. */
  | "name"
  /** `labelFrom` the place of the resource in the program. */
  | "label"
  /** The program's value for the field of that name on a resource that is referred to. */
  | "reference"
  /** The record: a value that the service or Keysmith chose, or the value that was given last. */
  | "recorded"
  | Setting;

export interface FieldMeta {
  /** One or two sentences for the reference pages and the types. */
  readonly doc: string;
  /** For inputs: two different valid values, as a user would write them. The first is shown in the reference pages. */
  readonly examples?: readonly [unknown, unknown];
  /** Never shown, and encrypted in state. */
  readonly secret?: true;
  /** @default "update" */
  readonly onChange?: OnChange;
  /** The first source with a value counts. If none has one, an optional field is absent, or has its schema's default. */
  readonly from?: readonly Origin[];
  /** The sibling field in whose place this one may be given. Both together are refused; either one is enough. */
  readonly insteadOf?: string;
  /** The outputs that change with this input. */
  readonly affects?: Outputs;
  /** The resource, or resources, that this field may name. In a program the resource itself may be given. */
  readonly references?: string | readonly string[];
  /** Why the object that an input named before must still exist when the change is applied. */
  readonly needsBefore?: Message;
  readonly unordered?: true;
  /** Brings one value, or one item of a list, to a form in which equal values are alike. */
  readonly canonical?: (value: unknown) => unknown;
}

export type Outputs = "all" | readonly string[];

export type FieldType =
  | { readonly kind: "string" | "boolean" | "number" }
  | { readonly kind: "choice"; readonly values: readonly string[] }
  | { readonly kind: "list"; readonly item: FieldType }
  | { readonly kind: "object"; readonly fields: readonly Field[] };

/** A field of a definition as everything derived from it reads it: validation, plan, engine schemas, types, pages. */
export interface Field {
  readonly name: string;
  /** Dotted path within the resource, such as `rotation.renewBefore`. */
  readonly path: string;
  readonly schema: z.ZodType;
  readonly type: FieldType;
  readonly optional: boolean;
  readonly defaultValue: unknown;
  readonly meta: FieldMeta;
  readonly onChange: OnChange;
  readonly from: readonly Origin[];
  /** The names of the sibling fields that may be given in its place, or in whose place it may be given. */
  readonly alternatives: readonly string[];
}

const registry = z.registry<FieldMeta>();

/**
 * Attaches a definition's metadata to `schema` from outside; the schema itself stays plain.
 * @throws TypeError for a schema that is tagged already: the second tag would take the place of the first
 */
export function field<S extends z.ZodType>(schema: S, meta: FieldMeta): S {
  const before = registry.get(schema);
  if (before) throw new TypeError(`one schema can't be two fields: ${before.doc} / ${meta.doc}`);
  registry.add(schema, meta);
  return schema;
}

/** A field that can't be changed on an existing object: another value makes another object. */
export function fixed<S extends z.ZodType>(schema: S, meta: Omit<FieldMeta, "onChange">): S {
  return field(schema, { ...meta, onChange: "replace" });
}

export function secretText(schema: z.ZodType<string, string> = z.string()): z.ZodType<Secret, string> {
  return schema.transform((value) => new Secret(value));
}

/** A string for which `problem` returns nothing. The text of a problem follows the value: `is not a name: …`. */
export function checkedText(problem: (text: string) => string | undefined): z.ZodString {
  return z.string().check(({ value, issues }) => {
    const message = problem(value);
    if (message) issues.push({ code: "custom", message, input: value });
  });
}

/** Bytes in base64, in the one form that every program writes alike. */
export function base64Text(): z.ZodString {
  return checkedText((text) =>
    text !== "" && Buffer.from(text, "base64").toString("base64") === text
      ? undefined
      : "is not base64: encode the bytes with the standard alphabet and padding, and without line breaks",
  );
}

/** A list without duplicates. @param canonical brings items to a form in which equal items are alike */
export function distinct<T extends z.ZodType<string, string>>(
  item: T,
  canonical: (value: unknown) => unknown = (value) => value,
): z.ZodArray<T> {
  return z.array(item).check(({ value, issues }) => {
    const seen = value.map((each) => JSON.stringify(canonical(each)));
    for (const [index, each] of seen.entries()) {
      if (seen.indexOf(each) === index) continue;
      issues.push({ code: "custom", message: "is listed twice", input: value[index], path: [index] });
    }
  });
}

const known = new WeakMap<z.ZodObject, readonly Field[]>();

export function fieldsOf(shape: z.ZodObject): readonly Field[] {
  return kept(known, shape, () => readFields(shape, ""));
}

export function everyField(fields: readonly Field[]): readonly Field[] {
  return fields.flatMap((each) => [each, ...everyField(heldBy(each.type))]);
}

function heldBy(type: FieldType): readonly Field[] {
  if (type.kind === "list") return heldBy(type.item);
  return type.kind === "object" ? type.fields : [];
}

export function settingOf({ from }: Pick<Field, "from">): Setting | undefined {
  return from.find((origin) => typeof origin === "object");
}

export function referencesOf({ meta }: Pick<Field, "meta">): readonly string[] {
  return typeof meta.references === "string" ? [meta.references] : (meta.references ?? []);
}

const leaves = new WeakMap<readonly Field[], readonly Field[]>();

/** The fields that hold values: each object is replaced by its members. */
export function leavesOf(fields: readonly Field[]): readonly Field[] {
  return kept(leaves, fields, () =>
    fields.flatMap((each) => (each.type.kind === "object" ? leavesOf(each.type.fields) : [each])),
  );
}

function readFields(shape: z.ZodObject, prefix: string): Field[] {
  const fields = Object.entries(shape.shape).map(([name, schema]) =>
    readField(name, `${prefix}${name}`, schema as z.ZodType),
  );
  return fields.map((field) => {
    const others = fields.filter(({ name, meta }) => meta.insteadOf === field.name || name === field.meta.insteadOf);
    return { ...field, alternatives: others.map(({ name }) => name) };
  });
}

function readField(name: string, path: string, schema: z.ZodType): Omit<Field, "alternatives"> {
  const meta = registry.get(schema);
  if (!meta) throw new TypeError(`the field ${path} has no entry in the registry: declare it with field()`);
  const { inner, optional, defaultValue } = unwrap(schema);
  const { onChange = "update", from = [] } = meta;
  return { name, path, schema, type: typeOf(inner, path), optional, defaultValue, meta, onChange, from };
}

function unwrap(schema: z.ZodType): Pick<Field, "optional" | "defaultValue"> & { readonly inner: z.ZodType } {
  if (schema instanceof z.ZodOptional) return { ...unwrap(schema.unwrap() as z.ZodType), optional: true };
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) {
    const inner = unwrap(schema.unwrap() as z.ZodType);
    return { ...inner, optional: true, defaultValue: schema.parse(undefined) };
  }
  if (schema instanceof z.ZodPipe) return unwrap(schema.in as z.ZodType);
  return { inner: schema, optional: false, defaultValue: undefined };
}

function typeOf(schema: z.ZodType, path: string): FieldType {
  if (schema instanceof z.ZodString || schema instanceof z.ZodStringFormat) return { kind: "string" };
  if (schema instanceof z.ZodBoolean) return { kind: "boolean" };
  if (schema instanceof z.ZodNumber) return { kind: "number" };
  if (schema instanceof z.ZodEnum) return { kind: "choice", values: schema.options.map(String) };
  if (schema instanceof z.ZodLiteral) return { kind: "choice", values: [...schema.values].map(String) };
  if (schema instanceof z.ZodArray) {
    return { kind: "list", item: typeOf(unwrap(schema.element as z.ZodType).inner, `${path}[]`) };
  }
  if (schema instanceof z.ZodObject) return { kind: "object", fields: readFields(schema, `${path}.`) };
  throw new TypeError(`the field ${path} has a schema that no engine can express`);
}

/** @param owner for the message. @throws TypeError when the declaration contradicts itself */
export function checkDeclaredInputs(owner: string, inputs: z.ZodObject): void {
  const fields = fieldsOf(inputs);
  const bare = leavesOf(fields).find(({ meta }) => !meta.examples);
  if (bare) throw new TypeError(`${owner}.${bare.path} has no examples`);
  checkSecrets(owner, fields);
  checkAlternatives(owner, fields);
}

/** Engines know secrets by the names of top-level fields. @throws TypeError for a secret field below the top level */
export function checkSecrets(owner: string, fields: readonly Field[]): void {
  const hidden = everyField(fields).find(({ meta, path, name }) => meta.secret && path !== name);
  if (hidden) throw new TypeError(`${owner}.${hidden.path}: only top-level fields can be secret`);
}

function checkAlternatives(owner: string, fields: readonly Field[]): void {
  for (const { path, optional, meta, type } of fields) {
    if (type.kind === "object") checkAlternatives(owner, type.fields);
    if (meta.insteadOf === undefined) continue;
    const other = fields.find(({ name }) => name === meta.insteadOf);
    if (!other) throw new TypeError(`${owner}.${path} stands for ${meta.insteadOf}, which is not an input beside it`);
    if (!optional) throw new TypeError(`${owner}.${path} stands for ${other.path}, and so has to be optional`);
    if (other.defaultValue !== undefined)
      throw new TypeError(`${owner}.${path} stands for ${other.path}, which has a default and so is never left out`);
  }
}
