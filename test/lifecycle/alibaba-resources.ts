import type { Values } from "../../src/core/definition";
import type { Emulator } from "../../src/emulator";
import type { KnownResource } from "./known-resource";

const byName = (state: Values): Record<string, unknown> => ({ Name: state["name"] });
const byId = (state: Values): Record<string, unknown> => ({ ClientKeyId: state["clientKeyId"] });

/** A new resource of the vendor adds its line here. */
export const alibabaResources: Readonly<Record<string, KnownResource>> = {
  NetworkRule: known("DescribeNetworkRule", "DeleteNetworkRule", byName, {
    operation: "UpdateNetworkRule",
    parameters: { SourcePrivateIp: ["172.16.0.0/12"] },
  }),
  Policy: known("DescribePolicy", "DeletePolicy", byName, {
    operation: "UpdatePolicy",
    parameters: { Resources: ["secret/changed/*"] },
  }),
  AccessPoint: known("DescribeApplicationAccessPoint", "DeleteApplicationAccessPoint", byName, {
    operation: "UpdateApplicationAccessPoint",
    parameters: { Policies: ["changed"] },
  }),
  ClientKey: known("GetClientKey", "DeleteClientKey", byId),
};

interface Change {
  readonly operation: string;
  readonly parameters: Record<string, unknown>;
}

function known(
  describe: string,
  remove: string,
  identify: (state: Values) => Record<string, unknown>,
  change?: Change,
): KnownResource {
  const call = async (emulator: Emulator, operation: string, state: Values, more = {}): Promise<void> => {
    await emulator.alibaba.call(operation, { ...identify(state), ...more }, String(state["region"]));
  };
  return {
    async exists(emulator, state) {
      try {
        await call(emulator, describe, state);
        return true;
      } catch (error) {
        if ((error as { code?: unknown }).code === "Forbidden.ResourceNotFound") return false;
        throw error;
      }
    },
    remove: (emulator, state) => call(emulator, remove, state),
    ...(change && { drift: (emulator, state) => call(emulator, change.operation, state, change.parameters) }),
  };
}
