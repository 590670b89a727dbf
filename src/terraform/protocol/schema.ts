/** A type as the engine writes it in JSON. */
export type CtyType =
  | "string"
  | "number"
  | "bool"
  | readonly ["list" | "set" | "map", CtyType]
  | readonly ["object", Readonly<Record<string, CtyType>>];

interface AttributeBase {
  readonly name: string;
  /** Markdown. */
  readonly description: string;
  readonly required?: boolean;
  readonly optional?: boolean;
  readonly computed?: boolean;
  readonly sensitive?: boolean;
  readonly writeOnly?: boolean;
}

/** An attribute of one type. */
export interface PlainAttribute extends AttributeBase {
  readonly type: CtyType;
}

/** An attribute that is an object, or holds objects, each of whose attributes is described by itself. */
export interface NestedAttribute extends AttributeBase {
  readonly nesting: "single" | "list" | "set";
  readonly attributes: readonly SchemaAttribute[];
}

export type SchemaAttribute = PlainAttribute | NestedAttribute;

export interface Schema {
  /** Goes up when stored states need an upgrade. */
  readonly version: number;
  readonly description: string;
  readonly attributes: readonly SchemaAttribute[];
}

export interface FunctionSignature {
  readonly summary: string;
  readonly description: string;
  readonly parameters: readonly { readonly name: string; readonly type: CtyType; readonly description: string }[];
  readonly returns: CtyType;
}

export interface ProviderSchema {
  readonly provider: Schema;
  readonly resources: Readonly<Record<string, Schema>>;
  readonly dataSources: Readonly<Record<string, Schema>>;
  readonly ephemeralResources: Readonly<Record<string, Schema>>;
  readonly functions: Readonly<Record<string, FunctionSignature>>;
}
