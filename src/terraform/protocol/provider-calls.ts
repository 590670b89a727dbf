import type { CallName, Calls } from "./calls";
import { diagnosticMessages } from "./diagnostics";
import { ephemeralCalls } from "./ephemeral-calls";
import { functionCalls } from "./function-calls";
import type { Provider } from "./provider";
import { attributesIn, configRequest, resourceCalls } from "./resource-calls";
import type { ProviderSchema } from "./schema";
import { metadataMessage, schemaMessage } from "./schema-message";
import { decodeObject, encodeObject } from "./value";

/** Every call of the engine's, answered by the provider. */
export function providerCalls(provider: Provider): Calls<CallName> {
  const schema = once(() => provider.schema());
  return {
    ...wholeProvider(provider, schema),
    ...resourceCalls(provider, schema),
    ...dataSourceCalls(provider, schema),
    ...ephemeralCalls(provider, schema),
    ...functionCalls(provider, schema),
  };
}

type WholeProviderCall =
  | "GetMetadata"
  | "GetProviderSchema"
  | "ValidateProviderConfig"
  | "ConfigureProvider"
  | "StopProvider";

function wholeProvider(provider: Provider, schema: () => ProviderSchema): Calls<WholeProviderCall> {
  const attributes = () => schema().provider.attributes;
  return {
    GetMetadata: () => metadataMessage(schema()),
    GetProviderSchema: () => schemaMessage(schema()),
    ValidateProviderConfig: async ({ config }) => {
      const { diagnostics } = await provider.validateProvider(decodeObject(config, attributes()) ?? {});
      return { diagnostics: diagnosticMessages(diagnostics) };
    },
    ConfigureProvider: async ({ terraformVersion, config, clientCapabilities }) => {
      const { diagnostics } = await provider.configure({
        config: decodeObject(config, attributes()) ?? {},
        engineVersion: terraformVersion,
        capabilities: { writeOnly: clientCapabilities?.writeOnlyAttributesAllowed === true },
      });
      return { diagnostics: diagnosticMessages(diagnostics) };
    },
    StopProvider: async () => {
      await provider.stop();
      return {};
    },
  };
}

function dataSourceCalls(
  provider: Provider,
  schema: () => ProviderSchema,
): Calls<"ValidateDataResourceConfig" | "ReadDataSource"> {
  const attributesOf = (type: string) => attributesIn(schema().dataSources, type);
  return {
    ValidateDataResourceConfig: async (request) => {
      const { diagnostics } = await provider.validateDataSource(configRequest(request, attributesOf(request.typeName)));
      return { diagnostics: diagnosticMessages(diagnostics) };
    },
    ReadDataSource: async (request) => {
      const attributes = attributesOf(request.typeName);
      const { state, diagnostics } = await provider.readDataSource(configRequest(request, attributes));
      return { state: encodeObject(state, attributes), diagnostics: diagnosticMessages(diagnostics) };
    },
  };
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
