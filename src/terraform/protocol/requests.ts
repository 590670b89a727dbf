import type { ReceivedMessage, RequestOf, ResponseOf, SentMessage, UnaryName } from "./messages";
import type { Attributes, Capabilities, ConfigRequest, Diagnosed, Provider } from "./provider";
import type { ProviderSchema, SchemaAttribute } from "./schema";
import { decodeObject, encodeObject } from "./value";

/** The answer to a call, with diagnostics as the provider has them. */
export type Answered<Call extends UnaryName> = Omit<ResponseOf<Call>, "diagnostics"> & Partial<Diagnosed>;

export type Answers = {
  readonly [Call in UnaryName]: (request: RequestOf<Call>) => Promise<Answered<Call>> | Answered<Call>;
};

/** The parts of a provider's schema that have types of their own. */
type Part = "resources" | "lists" | "dataSources" | "ephemeralResources" | "actions";

type Bytes = ReceivedMessage<"DynamicValue"> | undefined;

/** Decodes and encodes objects by their type in the provider's schema, which is made once, on first use. */
export class TypedWire {
  readonly #provider: Provider;
  #schema: ProviderSchema | undefined;

  constructor(provider: Provider) {
    this.#provider = provider;
  }

  get schema(): ProviderSchema {
    this.#schema ??= this.#provider.schema();
    return this.#schema;
  }

  decode(part: Part, type: string, bytes: Bytes): Attributes | null {
    return decodeObject(bytes, this.#attributes(part, type));
  }

  encode(part: Part, type: string, value: Attributes | null): SentMessage<"DynamicValue"> {
    return encodeObject(value, this.#attributes(part, type));
  }

  given(part: Part, { typeName, config, clientCapabilities }: ReceivedMessage<"ConfigRequest">): ConfigRequest {
    return {
      type: typeName,
      config: this.decode(part, typeName, config) ?? {},
      capabilities: capabilitiesOf(clientCapabilities),
    };
  }

  decodeIdentity(type: string, data: ReceivedMessage<"IdentityData"> | undefined): Attributes | null {
    return decodeObject(data?.identityData, this.#identity(type));
  }

  /** A missing identity isn't sent. */
  encodeIdentity(type: string, identity: Attributes | null | undefined): SentMessage<"IdentityData"> | undefined {
    return identity ? { identityData: encodeObject(identity, this.#identity(type)) } : undefined;
  }

  /** @throws RangeError for a type that the schema doesn't have */
  #attributes(part: Part, type: string): readonly SchemaAttribute[] {
    const schema = this.schema[part][type];
    if (!schema) throw new RangeError(`there is no type ${type}`);
    return schema.attributes;
  }

  #identity(type: string): readonly SchemaAttribute[] {
    const attributes = this.schema.identities[type]?.attributes ?? [];
    return attributes.map(({ name, description }) => ({ name, description, type: "string" }));
  }
}

export function capabilitiesOf(client: ReceivedMessage<"ClientCapabilities"> | undefined): Capabilities {
  return {
    writeOnly: client?.writeOnlyAttributesAllowed === true,
    ...(client?.storePlannedPrivate && { storesPlanned: true }),
  };
}
