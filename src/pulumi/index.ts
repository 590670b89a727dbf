/** Keysmith for Pulumi programs: resources, components and look-ups. */
export * from "./components/quick-access";
export * from "./components/sdk-bundle";
export * from "./components/standard-access";
export * from "./look-ups";
export { KeysmithResource } from "./resource";
export * from "./resources";
