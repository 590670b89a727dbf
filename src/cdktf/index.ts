/** Keysmith for programs of this library: one construct for each resource, and the provider that the engine needs. */
export type { AccessConfig, CredentialConfig } from "./components/access";
export { QuickAccess, type QuickAccessConfig } from "./components/quick-access";
export type { SdkBundle } from "./components/sdk-bundle";
export { StandardAccess, type StandardAccessConfig } from "./components/standard-access";
export * from "./data-sources";
export { EphemeralOpened, type EphemeralOpenedConfig } from "./ephemeral-opened";
export * from "./ephemeral-resources";
export { KeysmithProvider, type KeysmithProviderConfig } from "./provider";
export * from "./provider-config";
export * from "./resources";
