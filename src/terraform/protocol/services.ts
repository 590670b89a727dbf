/**
 * The calls of each service: request and response message. `stream` before one means that many may come. What isn't
 * listed is answered "unimplemented", which engines take for "this provider doesn't have it".
 */
export const SERVICES = {
  "tfplugin6.Provider": {
    GetMetadata: ["Empty", "GetMetadataResponse"],
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
    RenewEphemeralResource: ["EphemeralRequest", "RenewEphemeralResourceResponse"],
    CloseEphemeralResource: ["EphemeralRequest", "Diagnosed"],
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
