import { actionCalls, invokeAction } from "./action-calls";
import { diagnosticMessages, diagnosticOf, pathMessage } from "./diagnostics";
import { type IdentityCodec, identityCodec } from "./identity-codec";
import { listCalls, listResource } from "./list-calls";
import type { ProviderCalls, ReceivedMessage, RequestOf, ResponseOf, UnaryName } from "./messages";
import type { MoveRequest, Provider } from "./provider";
import { type Answered, type Answers, attributesIn, capabilitiesOf, configRequest } from "./requests";
import {
  type FunctionSignature,
  functionEntries,
  identityEntries,
  type ProviderSchema,
  type SchemaAttribute,
  schemaMessage,
} from "./schema";
import { decodeObject, decodeState, decodeValue, encodeObject, encodeValue } from "./value";

/** The calls, none of which throws: an error becomes a diagnostic. */
export function providerCalls(provider: Provider): ProviderCalls {
  const schema = once(() => provider.schema());
  const answers: Answers = {
    ...wholeProvider(provider, schema),
    ...resourceCalls(provider, schema),
    ...dataSourceCalls(provider, schema),
    ...ephemeralCalls(provider, schema),
    ...functionCalls(provider, schema),
    ...actionCalls(provider, schema),
    ...listCalls(provider, schema),
  };
  const names = Object.keys(answers) as UnaryName[];
  const calls: Record<string, unknown> = Object.fromEntries(names.map((name) => [name, guarded(name, answers)]));
  const InvokeAction: ProviderCalls["InvokeAction"] = (request) => invokeAction(provider, schema, request);
  const ListResource: ProviderCalls["ListResource"] = (request) => listResource(provider, schema, request);
  return { ...calls, InvokeAction, ListResource } as ProviderCalls;
}

function wholeProvider(provider: Provider, schema: () => ProviderSchema) {
  const object = (bytes: ReceivedMessage<"DynamicValue"> | undefined) =>
    decodeObject(bytes, schema().provider.attributes) ?? {};
  return {
    GetProviderSchema: () => schemaMessage(schema()),
    ValidateProviderConfig: ({ config }) => provider.validateProvider(object(config)),
    ConfigureProvider: ({ terraformVersion: engineVersion, config, clientCapabilities }) =>
      provider.configure({ config: object(config), engineVersion, capabilities: capabilitiesOf(clientCapabilities) }),
    StopProvider: async () => {
      await provider.stop();
      return {};
    },
  } satisfies Partial<Answers>;
}

function dataSourceCalls(provider: Provider, schema: () => ProviderSchema) {
  const attributesOf = (type: string) => attributesIn(schema().dataSources, type);
  return {
    ValidateDataResourceConfig: (request) =>
      provider.validateDataSource(configRequest(request, attributesOf(request.typeName))),
    ReadDataSource: async (request) => {
      const attributes = attributesOf(request.typeName);
      const { state, diagnostics } = await provider.readDataSource(configRequest(request, attributes));
      return { state: encodeObject(state, attributes), diagnostics };
    },
  } satisfies Partial<Answers>;
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function resourceCalls(provider: Provider, schema: () => ProviderSchema) {
  const attributesOf = (type: string) => attributesIn(schema().resources, type);
  const identities = identityCodec(schema);
  return {
    GetResourceIdentitySchemas: () => ({ identitySchemas: identityEntries(schema()) }),
    UpgradeResourceIdentity: async ({ typeName, version, rawIdentity }) => {
      const stored = { type: typeName, version: Number(version), json: decodeState(rawIdentity) };
      return { upgradedIdentity: identities.encode(typeName, await provider.upgradeIdentity(stored)) };
    },
    ValidateResourceConfig: (request) =>
      provider.validateResource(configRequest(request, attributesOf(request.typeName))),
    UpgradeResourceState: async ({ typeName, version, rawState }) => {
      const stored = { type: typeName, version: Number(version), json: decodeState(rawState) };
      const { state, diagnostics } = await provider.upgradeState(stored);
      return { upgradedState: encodeObject(state, attributesOf(typeName)), diagnostics };
    },
    ReadResource: async ({ typeName, currentState, private: bytes, currentIdentity }) => {
      const attributes = attributesOf(typeName);
      const { state, identity, ...rest } = await provider.readResource({
        type: typeName,
        state: decodeObject(currentState, attributes) ?? {},
        private: bytes,
        identity: identities.decode(typeName, currentIdentity),
      });
      return { newState: encodeObject(state, attributes), newIdentity: identities.encode(typeName, identity), ...rest };
    },
    PlanResourceChange: (request) => planChange(provider, request, attributesOf(request.typeName), identities),
    ApplyResourceChange: async (request) => {
      const attributes = attributesOf(request.typeName);
      const { state, identity, ...rest } = await provider.applyChange({
        type: request.typeName,
        prior: decodeObject(request.priorState, attributes),
        planned: decodeObject(request.plannedState, attributes),
        config: decodeObject(request.config, attributes),
        private: request.plannedPrivate,
        identity: identities.decode(request.typeName, request.plannedIdentity),
      });
      const newIdentity = identities.encode(request.typeName, identity);
      return { newState: encodeObject(state, attributes), newIdentity, ...rest };
    },
    ImportResourceState: async ({ typeName, id, identity: given }) => {
      const identity = identities.decode(typeName, given);
      const { imported, diagnostics } = await provider.importState({ type: typeName, id, identity });
      const importedResources = imported.map((each) => ({
        typeName: each.type,
        state: encodeObject(each.state, attributesOf(each.type)),
        private: each.private,
        identity: identities.encode(each.type, each.identity),
      }));
      return { importedResources, diagnostics };
    },
    MoveResourceState: async (request) => {
      const { state, private: targetPrivate, diagnostics } = await provider.moveState(moveRequest(request));
      return { targetState: encodeObject(state, attributesOf(request.targetTypeName)), targetPrivate, diagnostics };
    },
  } satisfies Partial<Answers>;
}

async function planChange(
  provider: Provider,
  request: ReceivedMessage<"PlanResourceChangeRequest">,
  attributes: readonly SchemaAttribute[],
  identities: IdentityCodec,
): Promise<Answered<"PlanResourceChange">> {
  const plan = await provider.planChange({
    type: request.typeName,
    prior: decodeObject(request.priorState, attributes),
    proposed: decodeObject(request.proposedNewState, attributes),
    config: decodeObject(request.config, attributes),
    private: request.priorPrivate,
    ...(request.plannedPrivate.length > 0 && { plannedPrivate: request.plannedPrivate }),
    capabilities: capabilitiesOf(request.clientCapabilities),
    identity: identities.decode(request.typeName, request.priorIdentity),
  });
  return {
    plannedState: encodeObject(plan.planned, attributes),
    requiresReplace: plan.requiresReplace?.map(pathMessage),
    plannedPrivate: plan.private,
    plannedIdentity: identities.encode(request.typeName, plan.identity),
    diagnostics: plan.diagnostics,
  };
}

function moveRequest(request: ReceivedMessage<"MoveResourceStateRequest">): MoveRequest {
  return {
    sourceType: request.sourceTypeName,
    sourceProvider: request.sourceProviderAddress,
    sourceVersion: Number(request.sourceSchemaVersion),
    source: decodeState(request.sourceState),
    targetType: request.targetTypeName,
  };
}

/** The calls about ephemeral resources: what they answer is in no state and no plan. */
function ephemeralCalls(provider: Provider, schema: () => ProviderSchema) {
  const attributesOf = (type: string) => attributesIn(schema().ephemeralResources, type);
  return {
    ValidateEphemeralResourceConfig: (request) =>
      provider.validateEphemeral(configRequest(request, attributesOf(request.typeName))),
    OpenEphemeralResource: async (request) => {
      const attributes = attributesOf(request.typeName);
      const { result, diagnostics } = await provider.openEphemeral(configRequest(request, attributes));
      return { result: encodeObject(result, attributes), diagnostics };
    },
    // What was opened doesn't end by itself: there is nothing to renew, and nothing to close.
    RenewEphemeralResource: () => ({}),
    CloseEphemeralResource: () => ({}),
  } satisfies Partial<Answers>;
}

function functionCalls(provider: Provider, schema: () => ProviderSchema) {
  return {
    GetFunctions: () => ({ functions: functionEntries(schema()) }),
    CallFunction: async ({ name, arguments: given }) => {
      const { parameters, returns } = signatureOf(schema(), name);
      const args = parameters.map(({ type }, index) => decodeValue(given[index], type));
      return { result: encodeValue(await provider.callFunction(name, args), returns) };
    },
  } satisfies Partial<Answers>;
}

function signatureOf({ functions }: ProviderSchema, name: string): FunctionSignature {
  const signature = functions[name];
  if (!signature) throw new RangeError(`there is no function ${name}`);
  return signature;
}

type Failures = { readonly [Call in UnaryName]?: (request: RequestOf<Call>, error: unknown) => Answered<Call> };

const FAILURES: Failures = {
  // The engine records what is answered, also beside an error: what there was before the call must not be lost.
  ApplyResourceChange: ({ priorState, plannedPrivate, plannedIdentity }, error) => ({
    newState: priorState,
    private: plannedPrivate,
    newIdentity: plannedIdentity,
    diagnostics: [diagnosticOf(error)],
  }),
  CallFunction: (_, error) => ({ error: { text: inOneText(error) } }),
  StopProvider: (_, error) => ({ error: inOneText(error) }),
};

function guarded<Call extends UnaryName>(name: Call, answers: Answers) {
  const answerTo = async (request: RequestOf<Call>): Promise<Answered<UnaryName>> => {
    try {
      return await answers[name](request);
    } catch (error) {
      return FAILURES[name]?.(request, error) ?? { diagnostics: [diagnosticOf(error)] };
    }
  };
  return async (request: RequestOf<Call>): Promise<ResponseOf<UnaryName>> => {
    const { diagnostics = [], ...answer } = await answerTo(request);
    return { ...answer, diagnostics: diagnosticMessages(diagnostics) };
  };
}

function inOneText(error: unknown): string {
  const { summary, detail } = diagnosticOf(error);
  return detail ? `${summary}. ${detail}` : summary;
}
