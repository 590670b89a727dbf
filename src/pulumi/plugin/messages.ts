import type { Calls, ReceivedMessage as ReceivedOf, SentMessage as SentOf } from "../../grpc/messages";

/**
 * Messages between Pulumi's engine and a provider, as far as a package without components and parameters needs them.
 * @see proto/pulumi/provider.proto, engine.proto and errors.proto of pulumi/pulumi
 */
export const MESSAGES = {
  Empty: {},
  Struct: { fields: "Entry[] 1" },
  Entry: { key: "string 1", value: "Value 2" },
  Value: {
    null: "int32? 1",
    number: "double? 2",
    text: "string? 3",
    flag: "bool? 4",
    object: "Struct? 5",
    list: "List? 6",
  },
  List: { values: "Value[] 1" },

  HandshakeRequest: { engineAddress: "string 1", invokeWithPreview: "bool 7" },
  HandshakeResponse: {
    acceptSecrets: "bool 1",
    acceptResources: "bool 2",
    acceptOutputs: "bool 3",
  },
  AttachRequest: { address: "string 1" },
  PluginInfo: { version: "string 1" },
  GetSchemaRequest: { version: "int32 1" },
  GetSchemaResponse: { schema: "string 1" },
  ConfigureRequest: { args: "Struct 2" },
  ConfigureResponse: {
    acceptSecrets: "bool 1",
    supportsPreview: "bool 2",
    acceptResources: "bool 3",
    acceptOutputs: "bool 4",
  },
  CheckRequest: { urn: "string 1", olds: "Struct 2", news: "Struct 3" },
  CheckFailure: { property: "string 1", reason: "string 2" },
  CheckResponse: { inputs: "Struct 1", failures: "CheckFailure[] 2" },
  DiffRequest: { id: "string 1", urn: "string 2", olds: "Struct 3", news: "Struct 4" },
  PropertyDiff: { kind: "int32 1", inputDiff: "bool 2" },
  DetailEntry: { key: "string 1", value: "PropertyDiff 2" },
  DiffResponse: {
    replaces: "string[] 1",
    deleteBeforeReplace: "bool 3",
    changes: "int32 4",
    diffs: "string[] 5",
    detailedDiff: "DetailEntry[] 6",
    hasDetailedDiff: "bool 7",
  },
  CreateRequest: { urn: "string 1", properties: "Struct 2", preview: "bool 4" },
  CreateResponse: { id: "string 1", properties: "Struct 2" },
  ReadRequest: { id: "string 1", urn: "string 2", properties: "Struct 3", inputs: "Struct 4" },
  ReadResponse: { id: "string 1", properties: "Struct 2", inputs: "Struct 3" },
  UpdateRequest: { id: "string 1", urn: "string 2", olds: "Struct 3", news: "Struct 4", preview: "bool 7" },
  UpdateResponse: { properties: "Struct 1" },
  DeleteRequest: { id: "string 1", urn: "string 2", properties: "Struct 3" },
  InvokeRequest: { tok: "string 1", args: "Struct 2", preview: "bool 7" },
  InvokeResponse: { return: "Struct 1", failures: "CheckFailure[] 2" },

  LogRequest: { severity: "int32 1", message: "string 2", urn: "string 3" },

  /** A detail of a call's status: a resource that was made but not finished. */
  InitFailed: { id: "string 1", properties: "Struct 2", reasons: "string[] 3", inputs: "Struct 4" },
  Status: { code: "int32 1", message: "string 2", details: "Any[] 3" },
  Any: { typeUrl: "string 1", value: "bytes 2" },
} as const;

export const SERVICES = {
  "pulumirpc.ResourceProvider": {
    Handshake: ["HandshakeRequest", "HandshakeResponse"],
    Attach: ["AttachRequest", "Empty"],
    GetPluginInfo: ["Empty", "PluginInfo"],
    GetSchema: ["GetSchemaRequest", "GetSchemaResponse"],
    CheckConfig: ["CheckRequest", "CheckResponse"],
    DiffConfig: ["DiffRequest", "DiffResponse"],
    Configure: ["ConfigureRequest", "ConfigureResponse"],
    Check: ["CheckRequest", "CheckResponse"],
    Diff: ["DiffRequest", "DiffResponse"],
    Create: ["CreateRequest", "CreateResponse"],
    Read: ["ReadRequest", "ReadResponse"],
    Update: ["UpdateRequest", "UpdateResponse"],
    Delete: ["DeleteRequest", "Empty"],
    Invoke: ["InvokeRequest", "InvokeResponse"],
    Cancel: ["Empty", "Empty"],
  },
} as const;

type MessageName = keyof typeof MESSAGES;
export type SentMessage<Name extends MessageName> = SentOf<typeof MESSAGES, Name>;
export type ReceivedMessage<Name extends MessageName> = ReceivedOf<typeof MESSAGES, Name>;

export type PluginCalls = Calls<typeof MESSAGES, (typeof SERVICES)["pulumirpc.ResourceProvider"]>;
