import type { SentMessage } from "./messages";

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

export interface PlainAttribute extends AttributeBase {
  readonly type: CtyType;
}

export interface NestedAttribute extends AttributeBase {
  readonly nesting: "single" | "list" | "set";
  readonly attributes: readonly SchemaAttribute[];
  /**
   * Whether programs give it as a block, `rotation { … }`: engines refuse unknown names in a block, and drop them from
   * the value of an attribute without a word. In a block that is left out, all is null.
   */
  readonly block?: true;
}

export type SchemaAttribute = PlainAttribute | NestedAttribute;

export interface Schema {
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

/** The parts that identify an object for its whole life, all of them texts. */
export interface IdentitySchema {
  readonly version: number;
  readonly attributes: readonly {
    readonly name: string;
    readonly description: string;
    /** Whether an import must give it. */
    readonly required: boolean;
  }[];
}

export interface ProviderSchema {
  readonly provider: Schema;
  readonly resources: Readonly<Record<string, Schema>>;
  /** By resource type. */
  readonly identities: Readonly<Record<string, IdentitySchema>>;
  /** The arguments of a list of resources, by resource type. */
  readonly lists: Readonly<Record<string, Schema>>;
  readonly dataSources: Readonly<Record<string, Schema>>;
  readonly ephemeralResources: Readonly<Record<string, Schema>>;
  readonly functions: Readonly<Record<string, FunctionSignature>>;
  readonly actions: Readonly<Record<string, Schema>>;
}

const MARKDOWN = 1;

const NESTING = { single: 1, list: 2, set: 3 } as const;
/** How blocks nest: a required one, and an optional one, which is always there, even with nothing in it. */
const BLOCK = { required: { nesting: 1, minItems: 1n, maxItems: 1n }, optional: { nesting: 5 } } as const;

/** Optional abilities: plan removals, skip repeated schemas, take over others' objects, write configurations. */
const SERVER_CAPABILITIES: SentMessage<"ServerCapabilities"> = {
  planDestroy: true,
  getProviderSchemaOptional: true,
  moveResourceState: true,
  generateResourceConfig: true,
};

const utf8 = new TextEncoder();
const typeBytes = (type: unknown) => utf8.encode(JSON.stringify(type));

export function schemaMessage(schema: ProviderSchema): Omit<SentMessage<"GetProviderSchemaResponse">, "diagnostics"> {
  return {
    provider: oneSchema(schema.provider),
    resourceSchemas: entries(schema.resources, oneSchema),
    dataSourceSchemas: entries(schema.dataSources, oneSchema),
    ephemeralResourceSchemas: entries(schema.ephemeralResources, oneSchema),
    functions: functionEntries(schema),
    listResourceSchemas: entries(schema.lists, oneSchema),
    actionSchemas: entries(schema.actions, (each) => ({ schema: oneSchema(each) })),
    serverCapabilities: SERVER_CAPABILITIES,
  };
}

export function functionEntries({ functions }: ProviderSchema): readonly SentMessage<"FunctionEntry">[] {
  return entries(functions, oneFunction);
}

export function identityEntries({ identities }: ProviderSchema): readonly SentMessage<"IdentitySchemaEntry">[] {
  return entries(identities, ({ version, attributes }) => ({
    version: BigInt(version),
    identityAttributes: attributes.map(({ name, description, required }) => ({
      name,
      type: typeBytes("string"),
      description,
      requiredForImport: required,
      optionalForImport: !required,
    })),
  }));
}

function entries<From, To>(
  all: Readonly<Record<string, From>>,
  convert: (each: From) => To,
): { key: string; value: To }[] {
  return Object.entries(all).map(([key, each]) => ({ key, value: convert(each) }));
}

function oneSchema(schema: Schema): SentMessage<"Schema"> {
  const version = BigInt(schema.version);
  return { version, block: { version, ...oneBlock(schema) } };
}

function oneBlock({ description, attributes }: Pick<Schema, "description" | "attributes">): SentMessage<"Block"> {
  return {
    attributes: attributes.filter((each) => !isBlock(each)).map(oneAttribute),
    blockTypes: attributes.filter(isBlock).map((each) => ({
      typeName: each.name,
      block: oneBlock(each),
      ...(each.required ? BLOCK.required : BLOCK.optional),
    })),
    description,
    descriptionKind: MARKDOWN,
  };
}

export function isBlock(attribute: SchemaAttribute): attribute is NestedAttribute {
  return "nesting" in attribute && attribute.block === true;
}

function oneAttribute(attribute: SchemaAttribute): SentMessage<"Attribute"> {
  const { name, description, required, optional, computed, sensitive, writeOnly } = attribute;
  const common = { name, description, descriptionKind: MARKDOWN, required, optional, computed, sensitive, writeOnly };
  if ("type" in attribute) return { ...common, type: typeBytes(attribute.type) };
  const nestedType = { attributes: attribute.attributes.map(oneAttribute), nesting: NESTING[attribute.nesting] };
  return { ...common, nestedType };
}

function oneFunction({ summary, description, parameters, returns }: FunctionSignature): SentMessage<"Function"> {
  return {
    summary,
    description,
    descriptionKind: MARKDOWN,
    parameters: parameters.map((each) => ({ ...each, type: typeBytes(each.type), descriptionKind: MARKDOWN })),
    return: { type: typeBytes(returns) },
  };
}
