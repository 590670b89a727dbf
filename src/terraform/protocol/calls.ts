import { diagnosticMessages, diagnosticOf, pathMessage } from "./diagnostics";
import type { CallName, Calls, ReceivedMessage, RequestOf, ResponseOf, SentMessage } from "./messages";
import type { Attributes, ConfigRequest, FunctionOutcome, MoveRequest, Provider, Recorded } from "./provider";
import {
  type CtyType,
  type FunctionSignature,
  functionEntries,
  type ProviderSchema,
  type Schema,
  type SchemaAttribute,
  schemaMessage,
} from "./schema";
import { decodeObject, decodeState, decodeValue, encodeObject, encodeValue } from "./value";

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

type WholeProviderCall = "GetProviderSchema" | "ValidateProviderConfig" | "ConfigureProvider" | "StopProvider";

function wholeProvider(provider: Provider, schema: () => ProviderSchema): Calls<WholeProviderCall> {
  const attributes = () => schema().provider.attributes;
  return {
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

type ResourceCall =
  | "ValidateResourceConfig"
  | "UpgradeResourceState"
  | "ReadResource"
  | "PlanResourceChange"
  | "ApplyResourceChange"
  | "ImportResourceState"
  | "MoveResourceState";

export function resourceCalls(provider: Provider, schema: () => ProviderSchema): Calls<ResourceCall> {
  const attributesOf = (type: string) => attributesIn(schema().resources, type);
  return {
    ValidateResourceConfig: async (request) => {
      const { diagnostics } = await provider.validateResource(configRequest(request, attributesOf(request.typeName)));
      return { diagnostics: diagnosticMessages(diagnostics) };
    },
    UpgradeResourceState: async ({ typeName, version, rawState }) => {
      const stored = { type: typeName, version: Number(version), json: decodeState(rawState) };
      const { state, diagnostics } = await provider.upgradeState(stored);
      return {
        upgradedState: encodeObject(state, attributesOf(typeName)),
        diagnostics: diagnosticMessages(diagnostics),
      };
    },
    ReadResource: async ({ typeName, currentState, private: bytes }) => {
      const attributes = attributesOf(typeName);
      const state = decodeObject(currentState, attributes) ?? {};
      const read = await provider.readResource({ type: typeName, state, private: bytes });
      return { newState: encodeObject(read.state, attributes), ...recorded(read) };
    },
    PlanResourceChange: (request) => planChange(provider, request, attributesOf(request.typeName)),
    ApplyResourceChange: async (request) => {
      const attributes = attributesOf(request.typeName);
      const applied = await provider.applyChange({
        type: request.typeName,
        prior: decodeObject(request.priorState, attributes),
        planned: decodeObject(request.plannedState, attributes),
        config: decodeObject(request.config, attributes),
        private: request.plannedPrivate,
      });
      return { newState: encodeObject(applied.state, attributes), ...recorded(applied) };
    },
    ImportResourceState: async ({ typeName, id }) => {
      const { imported, diagnostics } = await provider.importState({ type: typeName, id });
      const importedResources = imported.map((each) => ({
        typeName: each.type,
        state: encodeObject(each.state, attributesOf(each.type)),
        private: each.private,
      }));
      return { importedResources, diagnostics: diagnosticMessages(diagnostics) };
    },
    MoveResourceState: async (request) => {
      const moved = await provider.moveState(moveRequest(request));
      return {
        targetState: encodeObject(moved.state, attributesOf(request.targetTypeName)),
        targetPrivate: moved.private,
        diagnostics: diagnosticMessages(moved.diagnostics),
      };
    },
  };
}

/** The attributes of one type. @throws RangeError when the schema hasn't got it */
export function attributesIn(schemas: Readonly<Record<string, Schema>>, type: string): readonly SchemaAttribute[] {
  const schema = schemas[type];
  if (!schema) throw new RangeError(`there is no type ${type}`);
  return schema.attributes;
}

/** A configuration as the provider wants it. */
export function configRequest(
  { typeName, config, clientCapabilities }: ReceivedMessage<"ConfigRequest">,
  attributes: readonly SchemaAttribute[],
): ConfigRequest {
  return {
    type: typeName,
    config: decodeObject(config, attributes) ?? {},
    capabilities: { writeOnly: clientCapabilities?.writeOnlyAttributesAllowed === true },
  };
}

async function planChange(
  provider: Provider,
  request: ReceivedMessage<"PlanResourceChangeRequest">,
  attributes: readonly SchemaAttribute[],
): Promise<SentMessage<"PlanResourceChangeResponse">> {
  const object = (bytes: ReceivedMessage<"DynamicValue"> | undefined): Attributes | null =>
    decodeObject(bytes, attributes);
  const plan = await provider.planChange({
    type: request.typeName,
    prior: object(request.priorState),
    proposed: object(request.proposedNewState),
    config: object(request.config),
    private: request.priorPrivate,
    capabilities: { writeOnly: request.clientCapabilities?.writeOnlyAttributesAllowed === true },
  });
  return {
    plannedState: encodeObject(plan.planned, attributes),
    requiresReplace: plan.requiresReplace?.map(pathMessage),
    plannedPrivate: plan.private,
    diagnostics: diagnosticMessages(plan.diagnostics),
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

function recorded({ private: bytes, diagnostics }: Recorded) {
  return { private: bytes, diagnostics: diagnosticMessages(diagnostics) };
}

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

export function functionCalls(
  provider: Provider,
  schema: () => ProviderSchema,
): Calls<"GetFunctions" | "CallFunction"> {
  return {
    GetFunctions: () => ({ functions: functionEntries(schema()) }),
    CallFunction: async ({ name, arguments: given }) => {
      const signature = signatureOf(schema(), name);
      const args = signature.parameters.map(({ type }, index) => decodeValue(given[index], type));
      return answer(await provider.callFunction(name, args), signature.returns);
    },
  };
}

function signatureOf({ functions }: ProviderSchema, name: string): FunctionSignature {
  const signature = functions[name];
  if (!signature) throw new RangeError(`there is no function ${name}`);
  return signature;
}

function answer(outcome: FunctionOutcome, type: CtyType): SentMessage<"CallFunctionResponse"> {
  if ("result" in outcome) return { result: encodeValue(outcome.result, type) };
  const { text, argument } = outcome.error;
  return { error: { text, functionArgument: argument === undefined ? undefined : BigInt(argument) } };
}

type Failures = { readonly [Call in CallName]?: (request: RequestOf<Call>, error: unknown) => ResponseOf<Call> };

const FAILURES: Failures = {
  // The engine records what is answered, also beside an error: what there was before the call must not be lost.
  ApplyResourceChange: ({ priorState, plannedPrivate }, error) => ({
    newState: priorState,
    private: plannedPrivate,
    ...diagnosed(error),
  }),
  CallFunction: (_, error) => ({ error: { text: inOneText(error) } }),
  StopProvider: (_, error) => ({ error: inOneText(error) }),
};

/** The calls, none of which throws: an error becomes a diagnostic. */
export function guarded(calls: Calls<CallName>): Calls<CallName> {
  const names = Object.keys(calls) as CallName[];
  return Object.fromEntries(names.map((name) => [name, guard(name, calls)])) as Calls<CallName>;
}

function guard<Call extends CallName>(name: Call, calls: Calls<Call>) {
  return async (request: RequestOf<Call>): Promise<ResponseOf<Call>> => {
    try {
      return await calls[name](request);
    } catch (error) {
      const failure: ResponseOf<CallName> = FAILURES[name]?.(request, error) ?? diagnosed(error);
      return failure as ResponseOf<Call>;
    }
  };
}

function diagnosed(error: unknown) {
  return { diagnostics: diagnosticMessages([diagnosticOf(error)]) };
}

function inOneText(error: unknown): string {
  const { summary, detail } = diagnosticOf(error);
  return detail ? `${summary}. ${detail}` : summary;
}
