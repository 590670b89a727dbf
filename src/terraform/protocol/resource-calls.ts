import type { Calls } from "./calls";
import { diagnosticMessages, pathMessage } from "./diagnostics";
import type { ReceivedMessage, SentMessage } from "./message-types";
import type { Attributes, ConfigRequest, MoveRequest, Provider, Recorded } from "./provider";
import type { ProviderSchema, Schema, SchemaAttribute } from "./schema";
import { decodeObject, decodeState, encodeObject } from "./value";

type ResourceCall =
  | "ValidateResourceConfig"
  | "UpgradeResourceState"
  | "ReadResource"
  | "PlanResourceChange"
  | "ApplyResourceChange"
  | "ImportResourceState"
  | "MoveResourceState";

/** The calls about resources. */
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
