import { diagnosticMessages, diagnosticOf, pathMessage } from "./diagnostics";
import type { ProviderCalls, RequestOf, ResponseOf, UnaryName } from "./messages";
import type { Provider } from "./provider";
import { type Answered, type Answers, capabilitiesOf, TypedWire } from "./requests";
import { type FunctionSignature, functionEntries, identityEntries, type ProviderSchema, schemaMessage } from "./schema";
import { invokeAction, listResource } from "./streams";
import { decodeObject, decodeState, decodeValue, encodeValue } from "./value";

/** The calls. None of them throws: an error becomes a diagnostic. */
export function providerCalls(provider: Provider): ProviderCalls {
  const wire = new TypedWire(provider);
  const answers: Answers = {
    ...wholeProvider(provider, wire),
    ...recordCalls(provider, wire),
    ...changeCalls(provider, wire),
    ...functionCalls(provider, wire),
    ...listCalls(provider, wire),
  };
  const names = Object.keys(answers) as UnaryName[];
  const calls: Record<string, unknown> = Object.fromEntries(names.map((name) => [name, guarded(name, answers)]));
  const InvokeAction: ProviderCalls["InvokeAction"] = (request) => invokeAction(provider, wire, request);
  const ListResource: ProviderCalls["ListResource"] = (request) => listResource(provider, wire, request);
  return { ...calls, InvokeAction, ListResource } as ProviderCalls;
}

function wholeProvider(provider: Provider, wire: TypedWire) {
  const object = (bytes: Parameters<typeof decodeObject>[0]) =>
    decodeObject(bytes, wire.schema.provider.attributes) ?? {};
  return {
    GetProviderSchema: () => schemaMessage(wire.schema),
    ValidateProviderConfig: ({ config }) => provider.validateProvider(object(config)),
    ConfigureProvider: ({ terraformVersion: engineVersion, config, clientCapabilities }) =>
      provider.configure({ config: object(config), engineVersion, capabilities: capabilitiesOf(clientCapabilities) }),
    StopProvider: async () => {
      await provider.stop();
      return {};
    },
  } satisfies Partial<Answers>;
}

/** The calls about objects that an engine has recorded, or is to record without a change. */
function recordCalls(provider: Provider, wire: TypedWire) {
  return {
    GetResourceIdentitySchemas: () => ({ identitySchemas: identityEntries(wire.schema) }),
    UpgradeResourceIdentity: async ({ typeName, version, rawIdentity }) => {
      const stored = { type: typeName, version: Number(version), json: decodeState(rawIdentity) };
      return { upgradedIdentity: wire.encodeIdentity(typeName, await provider.upgradeIdentity(stored)) };
    },
    UpgradeResourceState: async ({ typeName, version, rawState }) => {
      const stored = { type: typeName, version: Number(version), json: decodeState(rawState) };
      const { state, diagnostics } = await provider.upgradeState(stored);
      return { upgradedState: wire.encode("resources", typeName, state), diagnostics };
    },
    ImportResourceState: async ({ typeName, id, identity: given }) => {
      const identity = wire.decodeIdentity(typeName, given);
      const { imported, diagnostics } = await provider.importState({ type: typeName, id, identity });
      const importedResources = imported.map((each) => ({
        typeName: each.type,
        state: wire.encode("resources", each.type, each.state),
        private: each.private,
        identity: wire.encodeIdentity(each.type, each.identity),
      }));
      return { importedResources, diagnostics };
    },
    MoveResourceState: async (request) => {
      const {
        state,
        private: targetPrivate,
        diagnostics,
      } = await provider.moveState({
        sourceType: request.sourceTypeName,
        source: decodeState(request.sourceState),
        targetType: request.targetTypeName,
      });
      return { targetState: wire.encode("resources", request.targetTypeName, state), targetPrivate, diagnostics };
    },
  } satisfies Partial<Answers>;
}

function changeCalls(provider: Provider, wire: TypedWire) {
  return {
    ValidateResourceConfig: (request) => provider.validateResource(wire.given("resources", request)),
    ReadResource: async ({ typeName: type, currentState, private: bytes, currentIdentity }) => {
      const { state, identity, ...rest } = await provider.readResource({
        type,
        state: wire.decode("resources", type, currentState) ?? {},
        private: bytes,
        identity: wire.decodeIdentity(type, currentIdentity),
      });
      return {
        newState: wire.encode("resources", type, state),
        newIdentity: wire.encodeIdentity(type, identity),
        ...rest,
      };
    },
    PlanResourceChange: (request) => planChange(provider, wire, request),
    ApplyResourceChange: async ({ typeName: type, ...request }) => {
      const { state, identity, ...rest } = await provider.applyChange({
        type,
        prior: wire.decode("resources", type, request.priorState),
        planned: wire.decode("resources", type, request.plannedState),
        config: wire.decode("resources", type, request.config),
        private: request.plannedPrivate,
        identity: wire.decodeIdentity(type, request.plannedIdentity),
      });
      return {
        newState: wire.encode("resources", type, state),
        newIdentity: wire.encodeIdentity(type, identity),
        ...rest,
      };
    },
  } satisfies Partial<Answers>;
}

async function planChange(
  provider: Provider,
  wire: TypedWire,
  { typeName: type, ...request }: RequestOf<"PlanResourceChange">,
): Promise<Answered<"PlanResourceChange">> {
  const plan = await provider.planChange({
    type,
    prior: wire.decode("resources", type, request.priorState),
    proposed: wire.decode("resources", type, request.proposedNewState),
    config: wire.decode("resources", type, request.config),
    private: request.priorPrivate,
    ...(request.plannedPrivate.length > 0 && { plannedPrivate: request.plannedPrivate }),
    capabilities: capabilitiesOf(request.clientCapabilities),
    identity: wire.decodeIdentity(type, request.priorIdentity),
  });
  return {
    plannedState: wire.encode("resources", type, plan.planned),
    requiresReplace: plan.requiresReplace?.map(pathMessage),
    plannedPrivate: plan.private,
    plannedIdentity: wire.encodeIdentity(type, plan.identity),
    diagnostics: plan.diagnostics,
  };
}

/** The calls about functions, which keep no state. The answers of ephemeral resources are in no plan either. */
function functionCalls(provider: Provider, wire: TypedWire) {
  return {
    ValidateDataResourceConfig: (request) => provider.validateDataSource(wire.given("dataSources", request)),
    ReadDataSource: async (request) => {
      const { state, diagnostics } = await provider.readDataSource(wire.given("dataSources", request));
      return { state: wire.encode("dataSources", request.typeName, state), diagnostics };
    },
    ValidateEphemeralResourceConfig: (request) => provider.validateEphemeral(wire.given("ephemeralResources", request)),
    OpenEphemeralResource: async (request) => {
      const { result, diagnostics } = await provider.openEphemeral(wire.given("ephemeralResources", request));
      return { result: wire.encode("ephemeralResources", request.typeName, result), diagnostics };
    },
    // An opened resource doesn't end by itself: there is nothing to renew, and nothing to close.
    RenewEphemeralResource: () => ({}),
    CloseEphemeralResource: () => ({}),
    ValidateActionConfig: (request) => provider.validateAction(wire.given("actions", request)),
    PlanAction: (request) => provider.planAction(wire.given("actions", request)),
    GetFunctions: () => ({ functions: functionEntries(wire.schema) }),
    CallFunction: async ({ name, arguments: given }) => {
      const { parameters, returns } = signatureOf(wire.schema, name);
      const args = parameters.map(({ type }, index) => decodeValue(given[index], type));
      return { result: encodeValue(await provider.callFunction(name, args), returns) };
    },
  } satisfies Partial<Answers>;
}

function listCalls(provider: Provider, wire: TypedWire) {
  return {
    // A wrong place is found when its objects are asked for.
    ValidateListResourceConfig: ({ typeName, config }) => {
      wire.decode("lists", typeName, config);
      return {};
    },
    GenerateResourceConfig: async ({ typeName: type, state }) => {
      const prior = wire.decode("resources", type, state);
      const config = prior && (await provider.generateConfig({ type, state: prior }));
      return { config: wire.encode("resources", type, config) };
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
  // The engine records the answer, also beside an error: the state before the call must not be lost.
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
