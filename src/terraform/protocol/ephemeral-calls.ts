import type { Calls } from "./calls";
import { diagnosticMessages } from "./diagnostics";
import type { SentMessage } from "./message-types";
import type { Provider } from "./provider";
import { attributesIn, configRequest } from "./resource-calls";
import type { ProviderSchema } from "./schema";
import { encodeObject } from "./value";

type EphemeralCall =
  | "ValidateEphemeralResourceConfig"
  | "OpenEphemeralResource"
  | "RenewEphemeralResource"
  | "CloseEphemeralResource";

/** The calls about ephemeral resources: what they answer is in no state and no plan. */
export function ephemeralCalls(provider: Provider, schema: () => ProviderSchema): Calls<EphemeralCall> {
  const attributesOf = (type: string) => attributesIn(schema().ephemeralResources, type);
  return {
    ValidateEphemeralResourceConfig: async (request) => {
      const { diagnostics } = await provider.validateEphemeral(configRequest(request, attributesOf(request.typeName)));
      return { diagnostics: diagnosticMessages(diagnostics) };
    },
    OpenEphemeralResource: async (request) => {
      const attributes = attributesOf(request.typeName);
      const opened = await provider.openEphemeral(configRequest(request, attributes));
      return {
        result: encodeObject(opened.result, attributes),
        renewAt: timestamp(opened.renewAt),
        private: opened.private,
        diagnostics: diagnosticMessages(opened.diagnostics),
      };
    },
    RenewEphemeralResource: async (request) => {
      const renewed = await provider.renewEphemeral(opening(request));
      return {
        renewAt: timestamp(renewed.renewAt),
        private: renewed.private,
        diagnostics: diagnosticMessages(renewed.diagnostics),
      };
    },
    CloseEphemeralResource: async (request) => {
      const { diagnostics } = await provider.closeEphemeral(opening(request));
      return { diagnostics: diagnosticMessages(diagnostics) };
    },
  };
}

function opening({ typeName, private: bytes }: { typeName: string; private: Uint8Array | undefined }) {
  return { type: typeName, private: bytes ?? new Uint8Array() };
}

function timestamp(date: Date | undefined): SentMessage<"Timestamp"> | undefined {
  if (!date) return undefined;
  const milliseconds = date.getTime();
  const seconds = Math.floor(milliseconds / 1000);
  return { seconds: BigInt(seconds), nanos: (milliseconds - seconds * 1000) * 1_000_000 };
}
