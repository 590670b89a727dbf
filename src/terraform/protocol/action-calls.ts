import { PassThrough } from "node:stream";
import { diagnosticMessages, diagnosticOf } from "./diagnostics";
import type { RequestOf, SentMessage } from "./messages";
import type { Diagnosed, Provider } from "./provider";
import { type Answers, attributesIn, configRequest } from "./requests";
import type { ProviderSchema } from "./schema";

/** The calls about actions that are answered by one message. */
export function actionCalls(provider: Provider, schema: () => ProviderSchema) {
  const given = (request: RequestOf<"PlanAction">) =>
    configRequest(request, attributesIn(schema().actions, request.typeName));
  return {
    ValidateActionConfig: (request) => provider.validateAction(given(request)),
    PlanAction: (request) => provider.planAction(given(request)),
  } satisfies Partial<Answers>;
}

/** Says what is done as it is done, and last how it ended. An engine that is gone doesn't end what was begun. */
export async function* invokeAction(
  provider: Provider,
  schema: () => ProviderSchema,
  request: RequestOf<"InvokeAction">,
): AsyncGenerator<SentMessage<"ActionEvent">> {
  const lines = new PassThrough({ objectMode: true });
  const invoke = async (): Promise<Diagnosed> =>
    provider.invokeAction(configRequest(request, attributesIn(schema().actions, request.typeName)), (line) => {
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
