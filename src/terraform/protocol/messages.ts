import type { Calls as CallsOf, ReceivedMessage as ReceivedOf, SentMessage as SentOf } from "../../grpc/messages";

/**
 * Messages of the plugin protocol, version 6, as far as a provider without deferred actions needs them. Names are
 * shorter than in the protocol, as only the numbers are sent.
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
  IdentityAttribute: {
    name: "string 1",
    type: "bytes 2",
    requiredForImport: "bool 3",
    optionalForImport: "bool 4",
    description: "string 5",
  },
  IdentitySchema: { version: "int64 1", identityAttributes: "IdentityAttribute[] 2" },
  IdentitySchemaEntry: { key: "string 1", value: "IdentitySchema 2" },
  IdentityData: { identityData: "DynamicValue 1" },
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
  ActionSchema: { schema: "Schema 1" },
  ActionSchemaEntry: { key: "string 1", value: "ActionSchema 2" },
  FunctionError: { text: "string 1" },
  ServerCapabilities: {
    planDestroy: "bool 1",
    getProviderSchemaOptional: "bool 2",
    moveResourceState: "bool 3",
    generateResourceConfig: "bool 4",
  },
  ClientCapabilities: {
    deferralAllowed: "bool 1",
    writeOnlyAttributesAllowed: "bool 2",
    storePlannedPrivate: "bool 3",
  },

  GetProviderSchemaResponse: {
    provider: "Schema 1",
    resourceSchemas: "SchemaEntry[] 2",
    dataSourceSchemas: "SchemaEntry[] 3",
    diagnostics: "Diagnostic[] 4",
    serverCapabilities: "ServerCapabilities 6",
    functions: "FunctionEntry[] 7",
    ephemeralResourceSchemas: "SchemaEntry[] 8",
    listResourceSchemas: "SchemaEntry[] 9",
    actionSchemas: "ActionSchemaEntry[] 11",
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
  GetResourceIdentitySchemasResponse: { identitySchemas: "IdentitySchemaEntry[] 1", diagnostics: "Diagnostic[] 2" },
  UpgradeResourceIdentityRequest: { typeName: "string 1", version: "int64 2", rawIdentity: "RawState 3" },
  UpgradeResourceIdentityResponse: { upgradedIdentity: "IdentityData 1", diagnostics: "Diagnostic[] 2" },
  ReadResourceRequest: {
    typeName: "string 1",
    currentState: "DynamicValue 2",
    private: "bytes 3",
    currentIdentity: "IdentityData 6",
  },
  ReadResourceResponse: {
    newState: "DynamicValue 1",
    diagnostics: "Diagnostic[] 2",
    private: "bytes 3",
    newIdentity: "IdentityData 5",
  },
  PlanResourceChangeRequest: {
    typeName: "string 1",
    priorState: "DynamicValue 2",
    proposedNewState: "DynamicValue 3",
    config: "DynamicValue 4",
    priorPrivate: "bytes 5",
    clientCapabilities: "ClientCapabilities 7",
    priorIdentity: "IdentityData 8",
    plannedPrivate: "bytes 9",
  },
  PlanResourceChangeResponse: {
    plannedState: "DynamicValue 1",
    requiresReplace: "AttributePath[] 2",
    plannedPrivate: "bytes 3",
    diagnostics: "Diagnostic[] 4",
    plannedIdentity: "IdentityData 7",
  },
  ApplyResourceChangeRequest: {
    typeName: "string 1",
    priorState: "DynamicValue 2",
    plannedState: "DynamicValue 3",
    config: "DynamicValue 4",
    plannedPrivate: "bytes 5",
    plannedIdentity: "IdentityData 7",
  },
  ApplyResourceChangeResponse: {
    newState: "DynamicValue 1",
    private: "bytes 2",
    diagnostics: "Diagnostic[] 3",
    newIdentity: "IdentityData 5",
  },
  ImportResourceStateRequest: { typeName: "string 1", id: "string 2", identity: "IdentityData 4" },
  ImportedResource: {
    typeName: "string 1",
    state: "DynamicValue 2",
    private: "bytes 3",
    identity: "IdentityData 4",
  },
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
  ValidateListResourceConfigRequest: { typeName: "string 1", config: "DynamicValue 2" },
  ListResourceRequest: {
    typeName: "string 1",
    config: "DynamicValue 2",
    includeResourceObject: "bool 3",
    limit: "int64 4",
  },
  ListResourceEvent: {
    identity: "IdentityData 1",
    displayName: "string 2",
    resourceObject: "DynamicValue 3",
    diagnostic: "Diagnostic[] 4",
  },
  GenerateResourceConfigRequest: { typeName: "string 1", state: "DynamicValue 2" },
  GenerateResourceConfigResponse: { config: "DynamicValue 1", diagnostics: "Diagnostic[] 2" },
  ReadDataSourceRequest: { typeName: "string 1", config: "DynamicValue 2", clientCapabilities: "ClientCapabilities 4" },
  ReadDataSourceResponse: { state: "DynamicValue 1", diagnostics: "Diagnostic[] 2" },
  OpenEphemeralResourceResponse: {
    diagnostics: "Diagnostic[] 1",
    result: "DynamicValue 3",
  },
  // An event has one of the two.
  ActionEvent: { progress: "ActionProgress 1", completed: "Diagnosed 2" },
  ActionProgress: { message: "string 1" },
  CallFunctionRequest: { name: "string 1", arguments: "DynamicValue[] 2" },
  CallFunctionResponse: { result: "DynamicValue 1", error: "FunctionError 2" },
  StopProviderResponse: { error: "string 1" },

  // For the underlying plugin system: health, standard output, and connections that the plugin may ask for.
  HealthCheckRequest: { service: "string 1" },
  HealthCheckResponse: { status: "int32 1" },
  StdioData: { channel: "int32 1", data: "bytes 2" },
  ConnInfo: { serviceId: "int32 1", network: "string 2", address: "string 3" },
} as const;

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
    GetResourceIdentitySchemas: ["Empty", "GetResourceIdentitySchemasResponse"],
    UpgradeResourceIdentity: ["UpgradeResourceIdentityRequest", "UpgradeResourceIdentityResponse"],
    ImportResourceState: ["ImportResourceStateRequest", "ImportResourceStateResponse"],
    MoveResourceState: ["MoveResourceStateRequest", "MoveResourceStateResponse"],
    ValidateListResourceConfig: ["ValidateListResourceConfigRequest", "Diagnosed"],
    ListResource: ["ListResourceRequest", "stream ListResourceEvent"],
    GenerateResourceConfig: ["GenerateResourceConfigRequest", "GenerateResourceConfigResponse"],
    ReadDataSource: ["ReadDataSourceRequest", "ReadDataSourceResponse"],
    ValidateEphemeralResourceConfig: ["ConfigRequest", "Diagnosed"],
    OpenEphemeralResource: ["ConfigRequest", "OpenEphemeralResourceResponse"],
    RenewEphemeralResource: ["Empty", "Diagnosed"],
    CloseEphemeralResource: ["Empty", "Diagnosed"],
    ValidateActionConfig: ["ConfigRequest", "Diagnosed"],
    PlanAction: ["ConfigRequest", "Diagnosed"],
    InvokeAction: ["ConfigRequest", "stream ActionEvent"],
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

type ProviderService = (typeof SERVICES)["tfplugin6.Provider"];

export type CallName = keyof ProviderService;

export type MessageName = keyof typeof MESSAGES;
export type SentMessage<Name extends MessageName> = SentOf<typeof MESSAGES, Name>;
export type ReceivedMessage<Name extends MessageName> = ReceivedOf<typeof MESSAGES, Name>;

/** The calls that are answered by one message. */
export type UnaryName = {
  readonly [Call in CallName]: ProviderService[Call][1] extends MessageName ? Call : never;
}[CallName];

export type RequestOf<Call extends CallName> = ReceivedMessage<ProviderService[Call][0]>;
export type ResponseOf<Call extends UnaryName> = SentMessage<ProviderService[Call][1]>;

export type ProviderCalls = CallsOf<typeof MESSAGES, ProviderService>;
