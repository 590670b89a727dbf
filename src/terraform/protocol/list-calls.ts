import { diagnosticMessages, diagnosticOf } from "./diagnostics";
import { identityCodec } from "./identity-codec";
import type { RequestOf, SentMessage } from "./messages";
import type { Provider } from "./provider";
import { type Answers, attributesIn } from "./requests";
import type { ProviderSchema } from "./schema";
import { decodeObject, encodeObject } from "./value";

/** The calls about lists that are answered by one message. */
export function listCalls(provider: Provider, schema: () => ProviderSchema) {
  return {
    ValidateListResourceConfig: ({ typeName, config }) =>
      provider.validateList({
        type: typeName,
        config: decodeObject(config, attributesIn(schema().lists, typeName)) ?? {},
      }),
    GenerateResourceConfig: async ({ typeName, state }) => {
      const attributes = attributesIn(schema().resources, typeName);
      const prior = decodeObject(state, attributes);
      const config = prior && (await provider.generateConfig({ type: typeName, state: prior }));
      return { config: encodeObject(config, attributes) };
    },
  } satisfies Partial<Answers>;
}

/** Objects as they are found. An engine that has enough ends the stream, and then nothing more is asked of the service. */
export async function* listResource(
  provider: Provider,
  schema: () => ProviderSchema,
  { typeName: type, config, includeResourceObject: includeResource, limit }: RequestOf<"ListResource">,
): AsyncGenerator<SentMessage<"ListResourceEvent">> {
  const identities = identityCodec(schema);
  try {
    const attributes = attributesIn(schema().resources, type);
    const given = decodeObject(config, attributesIn(schema().lists, type)) ?? {};
    const most = limit > 0n ? Number(limit) : Number.POSITIVE_INFINITY;
    for await (const event of provider.listResources({ type, config: given, includeResource, limit: most })) {
      const { name, identity, state, diagnostics } = event;
      yield {
        displayName: name,
        identity: identities.encode(type, identity),
        diagnostic: diagnosticMessages(diagnostics),
        ...(state && { resourceObject: encodeObject(state, attributes) }),
      };
    }
  } catch (error) {
    yield { diagnostic: diagnosticMessages([diagnosticOf(error)]) };
  }
}
