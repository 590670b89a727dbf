import type { ReceivedMessage, SentMessage } from "./messages";
import type { Attributes } from "./provider";
import type { ProviderSchema, SchemaAttribute } from "./schema";
import { decodeObject, encodeObject } from "./value";

export type IdentityCodec = ReturnType<typeof identityCodec>;

/** Identities on the wire, where one that isn't there isn't sent. */
export function identityCodec(schema: () => ProviderSchema) {
  const attributesOf = (type: string): readonly SchemaAttribute[] =>
    (schema().identities[type]?.attributes ?? []).map(({ name, description }) => ({
      name,
      description,
      type: "string",
    }));
  return {
    decode: (type: string, data: ReceivedMessage<"IdentityData"> | undefined): Attributes | null =>
      decodeObject(data?.identityData, attributesOf(type)),
    encode: (type: string, identity: Attributes | null | undefined): SentMessage<"IdentityData"> | undefined =>
      identity ? { identityData: encodeObject(identity, attributesOf(type)) } : undefined,
  };
}
