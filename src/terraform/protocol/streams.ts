import { PassThrough } from "node:stream";
import { diagnosticMessages, diagnosticOf } from "./diagnostics";
import type { RequestOf, SentMessage } from "./messages";
import type { Diagnosed, Provider } from "./provider";
import type { TypedWire } from "./requests";

// The calls that are answered by many messages, one after the other.

/** Reports the progress of an action, and at last how it ended. The action goes on even if the engine is gone. */
export async function* invokeAction(
  provider: Provider,
  wire: TypedWire,
  request: RequestOf<"InvokeAction">,
): AsyncGenerator<SentMessage<"ActionEvent">> {
  const lines = new PassThrough({ objectMode: true });
  const invoke = async (): Promise<Diagnosed> =>
    provider.invokeAction(wire.given("actions", request), (line) => {
      lines.write(line);
    });
  const ended = invoke()
    .catch((error: unknown): Diagnosed => ({ diagnostics: [diagnosticOf(error)] }))
    .finally(() => lines.end());
  try {
    for await (const message of lines) yield { progress: { message } };
  } finally {
    await ended;
  }
  yield { completed: { diagnostics: diagnosticMessages((await ended).diagnostics) } };
}

/** Sends objects as they are found. An engine that has enough ends the stream, and with it the calls to the service. */
export async function* listResource(
  provider: Provider,
  wire: TypedWire,
  { typeName: type, config, includeResourceObject: includeResource, limit }: RequestOf<"ListResource">,
): AsyncGenerator<SentMessage<"ListResourceEvent">> {
  try {
    const given = wire.decode("lists", type, config) ?? {};
    const most = limit > 0n ? Number(limit) : Number.POSITIVE_INFINITY;
    for await (const event of provider.listResources({ type, config: given, includeResource, limit: most })) {
      const { name, identity, state, diagnostics } = event;
      yield {
        displayName: name,
        identity: wire.encodeIdentity(type, identity),
        diagnostic: diagnosticMessages(diagnostics),
        ...(state && { resourceObject: wire.encode("resources", type, state) }),
      };
    }
  } catch (error) {
    yield { diagnostic: diagnosticMessages([diagnosticOf(error)]) };
  }
}
