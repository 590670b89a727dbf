/**
 * Messages of the plugin protocol, version 6, as far as a provider without nested blocks, deferred actions and resource
 * identity needs them: field = `<type> <number>`. `[]` repeats, `?` tells absent from empty. Whatever else an engine
 * sends is skipped, as the wire format has it. What is enough on the wire stands for more: a map is a list of entries,
 * an enumeration an int32, and names are shorter than in the protocol, for only the numbers are sent.
 */
export const MESSAGES = {
  Empty: {},
  DynamicValue: { msgpack: "bytes 1", json: "bytes 2" },
  RawState: { json: "bytes 1" },
  AttributePath: { steps: "Step[] 1" },
  Step: { attributeName: "string? 1", elementKeyString: "string? 2", elementKeyInt: "int64? 3" },
  Diagnostic: { severity: "int32 1", summary: "string 2", detail: "string 3", attribute: "AttributePath 4" },
  Diagnosed: { diagnostics: "Diagnostic[] 1" },

  Schema: { version: "int64 1", block: "Block 2" },
  Block: {
    version: "int64 1",
    attributes: "Attribute[] 2",
    blockTypes: "NestedBlock[] 3",
    description: "string 4",
    descriptionKind: "int32 5",
  },
  NestedBlock: { typeName: "string 1", block: "Block 2", nesting: "int32 3", minItems: "int64 4", maxItems: "int64 5" },
  Attribute: {
    name: "string 1",
    type: "bytes 2",
    description: "string 3",
    required: "bool 4",
    optional: "bool 5",
    computed: "bool 6",
    sensitive: "bool 7",
    descriptionKind: "int32 8",
    nestedType: "NestedType 10",
    writeOnly: "bool 11",
  },
  NestedType: { attributes: "Attribute[] 1", nesting: "int32 3" },
  SchemaEntry: { key: "string 1", value: "Schema 2" },
  Parameter: { name: "string 1", type: "bytes 2", description: "string 5", descriptionKind: "int32 6" },
  Return: { type: "bytes 1" },
  Function: {
    parameters: "Parameter[] 1",
    return: "Return 3",
    summary: "string 4",
    description: "string 5",
    descriptionKind: "int32 6",
  },
  FunctionEntry: { key: "string 1", value: "Function 2" },
  FunctionError: { text: "string 1" },
  ServerCapabilities: { planDestroy: "bool 1", getProviderSchemaOptional: "bool 2", moveResourceState: "bool 3" },
  ClientCapabilities: { deferralAllowed: "bool 1", writeOnlyAttributesAllowed: "bool 2" },

  GetProviderSchemaResponse: {
    provider: "Schema 1",
    resourceSchemas: "SchemaEntry[] 2",
    dataSourceSchemas: "SchemaEntry[] 3",
    diagnostics: "Diagnostic[] 4",
    serverCapabilities: "ServerCapabilities 6",
    functions: "FunctionEntry[] 7",
    ephemeralResourceSchemas: "SchemaEntry[] 8",
  },
  GetFunctionsResponse: { functions: "FunctionEntry[] 1", diagnostics: "Diagnostic[] 2" },
  ValidateProviderConfigRequest: { config: "DynamicValue 1" },
  ValidateProviderConfigResponse: { diagnostics: "Diagnostic[] 2" },
  ConfigRequest: { typeName: "string 1", config: "DynamicValue 2", clientCapabilities: "ClientCapabilities 3" },
  ConfigureProviderRequest: {
    terraformVersion: "string 1",
    config: "DynamicValue 2",
    clientCapabilities: "ClientCapabilities 3",
  },
  UpgradeResourceStateRequest: { typeName: "string 1", version: "int64 2", rawState: "RawState 3" },
  UpgradeResourceStateResponse: { upgradedState: "DynamicValue 1", diagnostics: "Diagnostic[] 2" },
  ReadResourceRequest: { typeName: "string 1", currentState: "DynamicValue 2", private: "bytes 3" },
  ReadResourceResponse: { newState: "DynamicValue 1", diagnostics: "Diagnostic[] 2", private: "bytes 3" },
  PlanResourceChangeRequest: {
    typeName: "string 1",
    priorState: "DynamicValue 2",
    proposedNewState: "DynamicValue 3",
    config: "DynamicValue 4",
    priorPrivate: "bytes 5",
    clientCapabilities: "ClientCapabilities 7",
  },
  PlanResourceChangeResponse: {
    plannedState: "DynamicValue 1",
    requiresReplace: "AttributePath[] 2",
    plannedPrivate: "bytes 3",
    diagnostics: "Diagnostic[] 4",
  },
  ApplyResourceChangeRequest: {
    typeName: "string 1",
    priorState: "DynamicValue 2",
    plannedState: "DynamicValue 3",
    config: "DynamicValue 4",
    plannedPrivate: "bytes 5",
  },
  ApplyResourceChangeResponse: { newState: "DynamicValue 1", private: "bytes 2", diagnostics: "Diagnostic[] 3" },
  ImportResourceStateRequest: { typeName: "string 1", id: "string 2" },
  ImportedResource: { typeName: "string 1", state: "DynamicValue 2", private: "bytes 3" },
  ImportResourceStateResponse: { importedResources: "ImportedResource[] 1", diagnostics: "Diagnostic[] 2" },
  MoveResourceStateRequest: {
    sourceProviderAddress: "string 1",
    sourceTypeName: "string 2",
    sourceSchemaVersion: "int64 3",
    sourceState: "RawState 4",
    targetTypeName: "string 5",
  },
  MoveResourceStateResponse: {
    targetState: "DynamicValue 1",
    diagnostics: "Diagnostic[] 2",
    targetPrivate: "bytes 3",
  },
  ReadDataSourceRequest: { typeName: "string 1", config: "DynamicValue 2", clientCapabilities: "ClientCapabilities 4" },
  ReadDataSourceResponse: { state: "DynamicValue 1", diagnostics: "Diagnostic[] 2" },
  OpenEphemeralResourceResponse: {
    diagnostics: "Diagnostic[] 1",
    result: "DynamicValue 3",
  },
  CallFunctionRequest: { name: "string 1", arguments: "DynamicValue[] 2" },
  CallFunctionResponse: { result: "DynamicValue 1", error: "FunctionError 2" },
  StopProviderResponse: { error: "string 1" },

  // Of the plugin system beneath: health, standard output, and connections that the plugin may ask for.
  HealthCheckRequest: { service: "string 1" },
  HealthCheckResponse: { status: "int32 1" },
  StdioData: { channel: "int32 1", data: "bytes 2" },
  ConnInfo: { serviceId: "int32 1", network: "string 2", address: "string 3" },
} as const;

/**
 * The calls of each service: request and response message. `stream` before one means that many may come. What isn't
 * listed is answered "unimplemented", which engines take for "this provider doesn't have it".
 */
export const SERVICES = {
  "tfplugin6.Provider": {
    GetProviderSchema: ["Empty", "GetProviderSchemaResponse"],
    ValidateProviderConfig: ["ValidateProviderConfigRequest", "ValidateProviderConfigResponse"],
    ValidateResourceConfig: ["ConfigRequest", "Diagnosed"],
    ValidateDataResourceConfig: ["ConfigRequest", "Diagnosed"],
    UpgradeResourceState: ["UpgradeResourceStateRequest", "UpgradeResourceStateResponse"],
    ConfigureProvider: ["ConfigureProviderRequest", "Diagnosed"],
    ReadResource: ["ReadResourceRequest", "ReadResourceResponse"],
    PlanResourceChange: ["PlanResourceChangeRequest", "PlanResourceChangeResponse"],
    ApplyResourceChange: ["ApplyResourceChangeRequest", "ApplyResourceChangeResponse"],
    ImportResourceState: ["ImportResourceStateRequest", "ImportResourceStateResponse"],
    MoveResourceState: ["MoveResourceStateRequest", "MoveResourceStateResponse"],
    ReadDataSource: ["ReadDataSourceRequest", "ReadDataSourceResponse"],
    ValidateEphemeralResourceConfig: ["ConfigRequest", "Diagnosed"],
    OpenEphemeralResource: ["ConfigRequest", "OpenEphemeralResourceResponse"],
    RenewEphemeralResource: ["Empty", "Diagnosed"],
    CloseEphemeralResource: ["Empty", "Diagnosed"],
    GetFunctions: ["Empty", "GetFunctionsResponse"],
    CallFunction: ["CallFunctionRequest", "CallFunctionResponse"],
    StopProvider: ["Empty", "StopProviderResponse"],
  },
  "grpc.health.v1.Health": {
    Check: ["HealthCheckRequest", "HealthCheckResponse"],
  },
  "plugin.GRPCController": {
    Shutdown: ["Empty", "Empty"],
  },
  "plugin.GRPCStdio": {
    StreamStdio: ["Empty", "stream StdioData"],
  },
  "plugin.GRPCBroker": {
    StartStream: ["stream ConnInfo", "stream ConnInfo"],
  },
} as const;

export type MessageName = keyof typeof MESSAGES;

interface Scalars {
  string: string;
  bool: boolean;
  int32: number;
  int64: bigint;
  bytes: Uint8Array;
}

type FieldsOf<Name extends MessageName> = (typeof MESSAGES)[Name];

/** What a decoded field holds. A message that wasn't sent is undefined; a scalar is its type's zero. */
type Received<Text> = Text extends `${infer Type}[] ${number}`
  ? readonly ReceivedOne<Type>[]
  : Text extends `${infer Type}? ${number}`
    ? ReceivedOne<Type> | undefined
    : Text extends `${infer Type} ${number}`
      ? Type extends keyof Scalars
        ? Scalars[Type]
        : ReceivedOne<Type> | undefined
      : never;

type ReceivedOne<Type> = Type extends keyof Scalars
  ? Scalars[Type]
  : Type extends MessageName
    ? ReceivedMessage<Type>
    : never;

/** A message as it came. */
export type ReceivedMessage<Name extends MessageName> = {
  readonly [Field in keyof FieldsOf<Name>]: Received<FieldsOf<Name>[Field]>;
};

type Sent<Text> = Text extends `${infer Type}[] ${number}`
  ? readonly SentOne<Type>[]
  : Text extends `${infer Type}? ${number}`
    ? SentOne<Type>
    : Text extends `${infer Type} ${number}`
      ? SentOne<Type>
      : never;

type SentOne<Type> = Type extends keyof Scalars ? Scalars[Type] : Type extends MessageName ? SentMessage<Type> : never;

/** A message to send: what is left out isn't sent. */
export type SentMessage<Name extends MessageName> = {
  readonly [Field in keyof FieldsOf<Name>]?: Sent<FieldsOf<Name>[Field]> | undefined;
};

type ProviderService = (typeof SERVICES)["tfplugin6.Provider"];

export type CallName = keyof ProviderService;

export type RequestOf<Call extends CallName> = ReceivedMessage<ProviderService[Call][0] & MessageName>;
export type ResponseOf<Call extends CallName> = SentMessage<ProviderService[Call][1] & MessageName>;

export type Calls = {
  readonly [Call in CallName]: (request: RequestOf<Call>) => Promise<ResponseOf<Call>> | ResponseOf<Call>;
};
