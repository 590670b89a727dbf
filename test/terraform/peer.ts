import type { Provider } from "../../src/terraform/protocol/provider";

const nothing = async (): Promise<never> => {
  throw new Error("another tool's provider is not asked for anything");
};

/** Stands where the provider of another tool stands that a state still names: it knows its kinds, and does nothing. */
export function peerProvider(kinds: readonly string[]): Provider {
  const attributes = [{ name: "id", description: "", type: "string" as const, computed: true }];
  const resources = Object.fromEntries(kinds.map((kind) => [kind, { version: 0, description: "", attributes }]));
  return {
    schema: () => ({
      provider: { version: 0, description: "", attributes: [] },
      resources,
      identities: {},
      lists: {},
      dataSources: {},
      ephemeralResources: {},
      functions: {},
      actions: {},
    }),
    validateProvider: async () => ({ diagnostics: [] }),
    configure: async () => ({ diagnostics: [] }),
    validateResource: nothing,
    validateDataSource: nothing,
    validateEphemeral: nothing,
    upgradeState: nothing,
    upgradeIdentity: nothing,
    readResource: nothing,
    planChange: nothing,
    applyChange: nothing,
    importState: nothing,
    moveState: nothing,
    readDataSource: nothing,
    openEphemeral: nothing,
    validateAction: nothing,
    planAction: nothing,
    invokeAction: nothing,
    // Nobody asks it for any.
    listResources: async function* () {},
    generateConfig: nothing,
    callFunction: nothing,
    stop: async () => {},
  };
}
