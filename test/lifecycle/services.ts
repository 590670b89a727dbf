import { defaultIbm, type Emulator } from "keysmith-emulator";
import type { Values } from "../../src/core/definition";
import { startEmulator } from "../support/emulator";
import { alibabaResources } from "./alibaba-resources";
import type { Declared } from "./engine";
import { ibmResources } from "./ibm-resources";
import type { Call, KnownResource } from "./known-resource";

/** The vendors' services that are running for a suite, and what can be done to them behind the engine's back. */
export interface Service {
  readonly env: Readonly<Record<string, string>>;
  at(time: string): Promise<void>;
  /** Operations called since the last time, in order, without those for tokens and of who calls, which a process needs once. */
  calls(): Promise<string[]>;
  /** The operations that creating a program costs in one run, sorted. */
  creating(program: readonly Declared[]): string[];
  /** The same for reading it. */
  reading(program: readonly Declared[]): string[];
  exists(type: string, state: Values): Promise<boolean>;
  /** Changes the object where its definition can see it. */
  drift(type: string, state: Values): Promise<void>;
  remove(type: string, state: Values): Promise<void>;
  /** Another person agrees to a deletion that two must agree to. */
  agree(type: string, state: Values): Promise<void>;
  stop(): Promise<void>;
}

/** The instances that the examples of the definitions name. */
export const EXAMPLE_INSTANCES = ["11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"].map(
  (id) => ({ service: "kms" as const, id }),
);

const EXAMPLE_KMS_INSTANCES = ["kst-hzz0000000000000000000", "kst-hzz1111111111111111111"].map((instanceId) => ({
  instanceId,
}));

const RESOURCES: Readonly<Record<string, KnownResource>> = { ...alibabaResources, ...ibmResources };

/** All vendors' services in one emulator, and how to reach them. */
export interface EmulatedServices {
  readonly emulator: Emulator;
  readonly env: Readonly<Record<string, string>>;
}

export async function startEmulated(time: string): Promise<EmulatedServices> {
  const emulator = await startEmulator({
    clock: time,
    instances: EXAMPLE_KMS_INSTANCES,
    ibm: { instances: EXAMPLE_INSTANCES },
  });
  const env = {
    KEYSMITH_ALIBABA_ENDPOINT: emulator.url,
    KEYSMITH_ALIBABA_WRITE_QPS: "1000",
    ALIBABA_CLOUD_REGION_ID: "cn-hangzhou",
    ALIBABA_CLOUD_ACCESS_KEY_ID: "emulator",
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: "emulator",
    KEYSMITH_IBM_ENDPOINT: emulator.url,
    KEYSMITH_IBM_INSTANCE: defaultIbm.keyProtect,
    IBMCLOUD_API_KEY: defaultIbm.apiKey,
    IBMCLOUD_REGION: defaultIbm.region,
  };
  return { emulator, env };
}

class EmulatorService implements Service {
  readonly #emulator: Emulator;
  readonly env: Readonly<Record<string, string>>;

  constructor({ emulator, env }: EmulatedServices) {
    this.#emulator = emulator;
    this.env = env;
  }

  async at(time: string): Promise<void> {
    await this.#emulator.clock.set(time);
  }

  async calls(): Promise<string[]> {
    const calls = await this.#emulator.calls();
    await this.#emulator.clearCalls();
    return calls
      .map(({ operation }) => operation)
      .filter((operation) => operation !== "getToken" && operation !== "GetCallerIdentity");
  }

  creating(program: readonly Declared[]): string[] {
    return operations(program.flatMap(({ type, args }) => known(type).creating(args, program)));
  }

  reading(program: readonly Declared[]): string[] {
    return operations(program.flatMap(({ type, args }) => known(type).reading(args)));
  }

  exists(type: string, state: Values): Promise<boolean> {
    return known(type).exists(this.#emulator, state);
  }

  async drift(type: string, state: Values): Promise<void> {
    const { drift } = known(type);
    if (!drift) throw new Error(`nothing of a ${type} can be changed at the service`);
    await drift(this.#emulator, state);
  }

  async remove(type: string, state: Values): Promise<void> {
    const { remove } = known(type);
    if (!remove) throw new Error(`the service has nothing of a ${type} that could be deleted`);
    await remove(this.#emulator, state);
  }

  async agree(type: string, state: Values): Promise<void> {
    await known(type).agree?.(this.#emulator, state);
  }

  stop(): Promise<void> {
    return this.#emulator.close();
  }
}

/** The services that the lifecycle suite runs against. */
export async function startService(time: string): Promise<Service> {
  return new EmulatorService(await startEmulated(time));
}

function operations(calls: readonly Call[]): string[] {
  const own = calls.filter(({ shared }) => shared === undefined);
  const shared = new Map(calls.filter((call) => !own.includes(call)).map((call) => [JSON.stringify(call), call]));
  return [...own, ...shared.values()].map(({ operation }) => operation).sort();
}

/** Whether the service can change such an object once it is made. */
export const canDrift = (type: string): boolean => known(type).drift !== undefined;

/** Whether the service has an object, which ends with the resource. */
export const isAtService = (type: string): boolean => known(type).remove !== undefined;

function known(type: string): KnownResource {
  const resource = RESOURCES[type];
  if (!resource) throw new Error(`the lifecycle suite doesn't know how the service calls a ${type}`);
  return resource;
}
