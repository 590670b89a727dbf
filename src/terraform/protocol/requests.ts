import type { ReceivedMessage, RequestOf, ResponseOf, UnaryName } from "./messages";
import type { Capabilities, ConfigRequest, Diagnosed } from "./provider";
import type { Schema, SchemaAttribute } from "./schema";
import { decodeObject } from "./value";

/** What a call answers, with diagnostics as the provider has them. */
export type Answered<Call extends UnaryName> = Omit<ResponseOf<Call>, "diagnostics"> & Partial<Diagnosed>;

export type Answers = {
  readonly [Call in UnaryName]: (request: RequestOf<Call>) => Promise<Answered<Call>> | Answered<Call>;
};

/** The attributes of one type. @throws RangeError when the schema hasn't got it */
export function attributesIn(schemas: Readonly<Record<string, Schema>>, type: string): readonly SchemaAttribute[] {
  const schema = schemas[type];
  if (!schema) throw new RangeError(`there is no type ${type}`);
  return schema.attributes;
}

export function configRequest(
  { typeName, config, clientCapabilities }: ReceivedMessage<"ConfigRequest">,
  attributes: readonly SchemaAttribute[],
): ConfigRequest {
  return {
    type: typeName,
    config: decodeObject(config, attributes) ?? {},
    capabilities: capabilitiesOf(clientCapabilities),
  };
}

export function capabilitiesOf(client: ReceivedMessage<"ClientCapabilities"> | undefined): Capabilities {
  return {
    writeOnly: client?.writeOnlyAttributesAllowed === true,
    ...(client?.storePlannedPrivate && { storesPlanned: true }),
  };
}
