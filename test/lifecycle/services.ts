import type { Values } from "../../src/core/definition";
import { type Emulator, startEmulator } from "../../src/emulator";

/** A vendor's service that is running for a suite, and what can be done to it behind the engine's back. */
export interface Service {
  readonly env: Readonly<Record<string, string>>;
  at(time: string): Promise<void>;
  /** Operations called since the last time, in order. */
  calls(): Promise<string[]>;
  exists(type: string, state: Values): Promise<boolean>;
  /** Changes the object where its definition can see it. */
  drift(type: string, state: Values): Promise<void>;
  remove(type: string, state: Values): Promise<void>;
  stop(): Promise<void>;
}

interface ResourceOperations {
  readonly describe: string;
  readonly remove: string;
  identify(state: Values): Record<string, unknown>;
  readonly drift?: { readonly operation: string; readonly parameters: Record<string, unknown> };
}

const regionOf = (state: Values): string => String(state["region"]);
const byName = (state: Values): Record<string, unknown> => ({ Name: state["name"] });

/** How each resource is known to the service. A new resource of the vendor adds its line here. */
const OPERATIONS: Readonly<Record<string, ResourceOperations>> = {
  NetworkRule: {
    describe: "DescribeNetworkRule",
    remove: "DeleteNetworkRule",
    identify: byName,
    drift: { operation: "UpdateNetworkRule", parameters: { SourcePrivateIp: ["172.16.0.0/12"] } },
  },
  Policy: {
    describe: "DescribePolicy",
    remove: "DeletePolicy",
    identify: byName,
    drift: { operation: "UpdatePolicy", parameters: { Resources: ["secret/changed/*"] } },
  },
  AccessPoint: {
    describe: "DescribeApplicationAccessPoint",
    remove: "DeleteApplicationAccessPoint",
    identify: byName,
    drift: { operation: "UpdateApplicationAccessPoint", parameters: { Policies: ["changed"] } },
  },
  ClientKey: {
    describe: "GetClientKey",
    remove: "DeleteClientKey",
    identify: (state) => ({ ClientKeyId: state["clientKeyId"] }),
  },
};

class AlibabaService implements Service {
  readonly #emulator: Emulator;
  readonly env: Readonly<Record<string, string>>;

  constructor(emulator: Emulator) {
    this.#emulator = emulator;
    this.env = {
      KEYSMITH_ALIBABA_ENDPOINT: emulator.url,
      KEYSMITH_ALIBABA_WRITE_QPS: "1000",
      ALIBABA_CLOUD_REGION_ID: "cn-hangzhou",
      ALIBABA_CLOUD_ACCESS_KEY_ID: "emulator",
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: "emulator",
    };
  }

  async at(time: string): Promise<void> {
    await this.#emulator.clock.set(time);
  }

  async calls(): Promise<string[]> {
    const calls = await this.#emulator.calls();
    await this.#emulator.clearCalls();
    return calls.map(({ operation }) => operation);
  }

  async exists(type: string, state: Values): Promise<boolean> {
    const { describe, identify } = operationsOf(type);
    try {
      await this.#emulator.alibaba.call(describe, identify(state), regionOf(state));
      return true;
    } catch (error) {
      if ((error as { code?: unknown }).code === "Forbidden.ResourceNotFound") return false;
      throw error;
    }
  }

  async drift(type: string, state: Values): Promise<void> {
    const { drift, identify } = operationsOf(type);
    if (!drift) throw new Error(`nothing of a ${type} can be changed at the service`);
    await this.#emulator.alibaba.call(drift.operation, { ...identify(state), ...drift.parameters }, regionOf(state));
  }

  async remove(type: string, state: Values): Promise<void> {
    const { remove, identify } = operationsOf(type);
    await this.#emulator.alibaba.call(remove, identify(state), regionOf(state));
  }

  stop(): Promise<void> {
    return this.#emulator.close();
  }
}

/** The services that the lifecycle suite runs against, all vendors in one. */
export async function startService(time: string): Promise<Service> {
  return new AlibabaService(await startEmulator({ clock: time }));
}

/** Whether the service can change such an object once it is made. */
export const canDrift = (type: string): boolean => operationsOf(type).drift !== undefined;

function operationsOf(type: string): ResourceOperations {
  const operations = OPERATIONS[type];
  if (!operations) throw new Error(`the lifecycle suite doesn't know how the service calls a ${type}`);
  return operations;
}
