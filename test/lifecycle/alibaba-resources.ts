import type { Emulator } from "keysmith-emulator";
import type { Values } from "../../src/core/definition";
import { type Declared, isReference, type Reference } from "./engine";
import type { KnownResource } from "./known-resource";

const byName = (state: Values): Record<string, unknown> => ({ Name: state["name"] });
const byAlias = (state: Values): Record<string, unknown> => ({ AliasName: state["alias"] });
const bySecret = (state: Values): Record<string, unknown> => ({ SecretName: state["name"] });
const byId = (state: Values): Record<string, unknown> => ({ ClientKeyId: state["clientKeyId"] });

const POLICY_OF_OTHERS = JSON.stringify({
  Version: "1",
  Statement: [
    { Effect: "Allow", Principal: { RAM: ["acs:ram::1000000000000001:*"] }, Action: ["kms:List"], Resource: ["*"] },
  ],
});

/** A new resource of the vendor adds its line here. */
export const alibabaResources: Readonly<Record<string, KnownResource>> = {
  NetworkRule: known("NetworkRule", "DescribeNetworkRule", byName, {
    operation: "UpdateNetworkRule",
    parameters: { SourcePrivateIp: ["172.16.0.0/12"] },
  }),
  Policy: known("Policy", "DescribePolicy", byName, {
    operation: "UpdatePolicy",
    parameters: { Resources: ["secret/changed/*"] },
  }),
  AccessPoint: known("ApplicationAccessPoint", "DescribeApplicationAccessPoint", byName, {
    operation: "UpdateApplicationAccessPoint",
    parameters: { Policies: ["changed"] },
  }),
  ClientKey: {
    ...known("ClientKey", "GetClientKey", byId),
    // An access point that was there before may have keys already.
    creating: ({ accessPoint }, made) => [
      ...(isReference(accessPoint) && isAmong(accessPoint, made) ? [] : [{ operation: "ListClientKeys" }]),
      { operation: "CreateClientKey" },
    ],
    // One list for all keys of a region.
    reading: ({ region = "" }) => [{ operation: "ListClientKeys", shared: String(region) }],
  },
  KmsKey: {
    // What an earlier run has left is looked for by its tag.
    creating: ({ aliases = [] }) => [
      { operation: "ListKeys" },
      { operation: "CreateKey" },
      ...(aliases as string[]).map(() => ({ operation: "CreateAlias" })),
    ],
    reading: ({ region = "", policy, aliases = [] }) => [
      { operation: "DescribeKey" },
      { operation: "ListTagResources" },
      ...(policy === undefined ? [] : [{ operation: "GetKeyPolicy" }]),
      ...((aliases as string[]).length > 0 ? [{ operation: "ListAliases", shared: String(region) }] : []),
    ],
    exists: async (emulator, state) => (await keyStateOf(emulator, state)) !== undefined,
    async remove(emulator, state) {
      const { keyId: KeyId, region } = state as { keyId: string; region: string };
      await emulator.alibaba.call("SetDeletionProtection", { KeyId, EnableDeletionProtection: "false" }, region);
      await emulator.alibaba.call("ScheduleKeyDeletion", { KeyId, PendingWindowInDays: "7" }, region);
    },
    async drift(emulator, state) {
      const tag = { "Tag.1.Key": "somebody", "Tag.1.Value": "else" };
      const key = { ResourceType: "key", "ResourceId.1": String(state["keyId"]) };
      await emulator.alibaba.call("TagResources", { ...key, ...tag }, String(state["region"]));
    },
  },
  KmsAlias: {
    ...known("Alias", "ListAliases", byAlias, { operation: "UpdateAlias", parameters: { KeyId: "key-changed" } }),
    // One list for all aliases of a region.
    creating: ({ region = "" }) => [{ operation: "ListAliases", shared: String(region) }, { operation: "CreateAlias" }],
    reading: ({ region = "" }) => [{ operation: "ListAliases", shared: String(region) }],
    async exists(emulator, { region, alias }) {
      const { Aliases } = await emulator.alibaba.call("ListAliases", { PageSize: "100" }, String(region));
      return (Aliases as { Alias: { AliasName: string }[] }).Alias.some(({ AliasName }) => AliasName === alias);
    },
  },
  KmsSecret: {
    ...known("Secret", "DescribeSecret", bySecret, {
      operation: "SetSecretPolicy",
      parameters: { PolicyName: "default", Policy: POLICY_OF_OTHERS },
    }),
    reading: () => [
      { operation: "DescribeSecret" },
      { operation: "ListSecretVersionIds" },
      { operation: "GetSecretPolicy" },
    ],
    // What is to be deleted counts as gone, and so does a version without a stage.
    async exists(emulator, state) {
      const ask = (operation: string) => emulator.alibaba.call(operation, bySecret(state), String(state["region"]));
      try {
        if ((await ask("DescribeSecret"))["PlannedDeleteTime"] !== undefined) return false;
        const { VersionId } = (await ask("ListSecretVersionIds"))["VersionIds"] as {
          VersionId: { VersionId: string }[];
        };
        return VersionId.some((version) => version.VersionId === state["versionId"]);
      } catch (error) {
        if ((error as { code?: unknown }).code === "Forbidden.ResourceNotFound") return false;
        throw error;
      }
    },
    async remove(emulator, state) {
      const parameters = { ...bySecret(state), ForceDeleteWithoutRecovery: "true" };
      await emulator.alibaba.call("DeleteSecret", parameters, String(state["region"]));
    },
  },
  KmsWrappedKey: {
    creating: () => [{ operation: "GenerateDataKeyWithoutPlaintext" }],
    // One look for all data keys of a key.
    reading: ({ region = "", key }) => [
      { operation: "DescribeKey", shared: JSON.stringify(["key of a data key", region, key]) },
    ],
    async exists(emulator, { ciphertext, encryptionContext, region }) {
      const pairs = (encryptionContext as string[]).map((pair) => pair.split("="));
      const EncryptionContext = JSON.stringify(Object.fromEntries(pairs));
      const opened = await emulator.alibaba.call(
        "Decrypt",
        { CiphertextBlob: String(ciphertext), EncryptionContext },
        String(region),
      );
      return opened["Plaintext"] !== undefined;
    },
  },
};

/** The state of a key; nothing of one that is gone, or will be. */
async function keyStateOf(emulator: Emulator, { keyId, region }: Values): Promise<string | undefined> {
  try {
    const { KeyMetadata } = await emulator.alibaba.call("DescribeKey", { KeyId: String(keyId) }, String(region));
    const { KeyState: word } = KeyMetadata as { KeyState: string };
    return word === "PendingDeletion" ? undefined : word;
  } catch (error) {
    if ((error as { code?: unknown }).code === "Forbidden.KeyNotFound") return undefined;
    throw error;
  }
}

function isAmong({ $type, $name }: Reference, made: readonly Declared[]): boolean {
  return made.some(({ type, name }) => type === $type && name === $name);
}

interface Change {
  readonly operation: string;
  readonly parameters: Record<string, unknown>;
}

/** @param object as the operations call it that make one and delete one */
function known(
  object: string,
  describe: string,
  identify: (state: Values) => Record<string, unknown>,
  change?: Change,
): KnownResource {
  const call = async (emulator: Emulator, operation: string, state: Values, more = {}): Promise<void> => {
    await emulator.alibaba.call(operation, { ...identify(state), ...more }, String(state["region"]));
  };
  return {
    creating: () => [{ operation: `Create${object}` }],
    reading: () => [{ operation: describe }],
    async exists(emulator, state) {
      try {
        await call(emulator, describe, state);
        return true;
      } catch (error) {
        if ((error as { code?: unknown }).code === "Forbidden.ResourceNotFound") return false;
        throw error;
      }
    },
    remove: (emulator, state) => call(emulator, `Delete${object}`, state),
    ...(change && { drift: (emulator, state) => call(emulator, change.operation, state, change.parameters) }),
  };
}
