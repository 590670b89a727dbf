import { defaultIbm, type Emulator, type EmulatorOptions } from "keysmith-emulator";
import { MADE } from "../lifecycle/samples";
import { startEmulator } from "../support/emulator";
import type { ProviderSource, TerraformEngine } from "./engines";
import { ageKeyPair, type KeyPair } from "./engines/age";
import { attachedProvider, installedProvider } from "./engines/providers";
import { Workspace } from "./engines/workspace";

export interface StageOptions {
  /** Whether the engine starts the bundled provider, which else runs in the process of the tests. */
  readonly spawned?: boolean;
  /** Started in the place of the script, where it is spawned. */
  readonly executable?: string | undefined;
  readonly time?: string;
  /** For the provider, beside what it needs. */
  readonly env?: Readonly<Record<string, string>>;
  /** What the emulator accepts besides what it always does. */
  readonly credentials?: EmulatorOptions["credentials"];
  readonly roles?: EmulatorOptions["roles"];
  readonly ibm?: EmulatorOptions["ibm"];
}

/** An engine in a folder of its own, the provider, and an emulator of the services that it calls. */
export class Stage {
  readonly emulator: Emulator;
  readonly workspace: Workspace;
  readonly keys: KeyPair;
  /** The provider's, where it runs in this process. */
  readonly #env: Record<string, string>;

  private constructor(emulator: Emulator, workspace: Workspace, keys: KeyPair, env: Record<string, string>) {
    this.emulator = emulator;
    this.workspace = workspace;
    this.keys = keys;
    this.#env = env;
  }

  /** @param program the configuration, once it is known whom to seal to */
  static async open(
    engine: TerraformEngine,
    program: (keys: KeyPair) => string,
    { spawned = false, executable, time = MADE, env: more = {}, credentials, roles, ibm }: StageOptions = {},
  ): Promise<Stage> {
    const emulator = await startEmulator({ clock: time, credentials, roles, ibm });
    const keys = await ageKeyPair();
    const env = { ...environment(emulator.url), KEYSMITH_AS_OF: time, ...more };
    const provider: ProviderSource = spawned ? installedProvider(executable) : await attachedProvider(engine, env);
    const workspace = await Workspace.open(engine, provider, { "main.tf": program(keys) }, spawned ? env : {});
    return new Stage(emulator, workspace, keys, env);
  }

  write(program: string): void {
    this.workspace.write({ "main.tf": program });
  }

  /** Moves the clocks of both sides. */
  async at(time: string): Promise<void> {
    this.setEnv({ KEYSMITH_AS_OF: time });
    await this.emulator.clock.set(time);
  }

  /** Adds to the provider's environment. */
  setEnv(env: Readonly<Record<string, string>>): void {
    Object.assign(this.#env, env);
    this.workspace.setEnv(env);
  }

  /** Operations called since the last time, in order, but for the question who calls. */
  async calls(): Promise<string[]> {
    const calls = await this.emulator.calls();
    await this.emulator.clearCalls();
    return calls.map(({ operation }) => operation).filter((operation) => operation !== "GetCallerIdentity");
  }

  /** Those of them that change something. */
  async writes(): Promise<string[]> {
    return (await this.calls()).filter((operation) => !/^(Describe|Get|List)/.test(operation));
  }

  async close(): Promise<void> {
    await this.workspace.close();
    await this.emulator.close();
  }
}

/** How the vendors' services are reached, and by whom. */
export function environment(endpoint: string): Record<string, string> {
  return {
    KEYSMITH_ALIBABA_ENDPOINT: endpoint,
    KEYSMITH_ALIBABA_WRITE_QPS: "1000",
    ALIBABA_CLOUD_REGION_ID: "cn-hangzhou",
    ALIBABA_CLOUD_ACCESS_KEY_ID: "emulator",
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: "emulator",
    KEYSMITH_IBM_ENDPOINT: endpoint,
    KEYSMITH_IBM_INSTANCE: defaultIbm.keyProtect,
    IBMCLOUD_API_KEY: defaultIbm.apiKey,
    IBMCLOUD_REGION: defaultIbm.region,
  };
}
