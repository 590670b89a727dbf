import type { MessageName, ReceivedMessage, SentMessage } from "./message-types";
import type { SERVICES } from "./services";

type ProviderService = (typeof SERVICES)["tfplugin6.Provider"];

/** A call that the engine makes of a provider. */
export type CallName = keyof ProviderService;

export type RequestOf<Call extends CallName> = ReceivedMessage<ProviderService[Call][0] & MessageName>;
export type ResponseOf<Call extends CallName> = SentMessage<ProviderService[Call][1] & MessageName>;

/** How each call is answered. */
export type Calls<Name extends CallName = CallName> = {
  readonly [Call in Name]: (request: RequestOf<Call>) => Promise<ResponseOf<Call>> | ResponseOf<Call>;
};
