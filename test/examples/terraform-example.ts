import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { defaultInstanceId, type Emulator, type EmulatorOptions } from "keysmith-emulator";
import { Secret } from "../../src/core/secret";
import { open } from "../../src/sealing/open";
import { startEmulator } from "../support/emulator";
import { findSecrets } from "../support/secrets";
import type { Run, TerraformEngine } from "../terraform/engines";
import { ageKeyPair, type KeyPair } from "../terraform/engines/age";
import { installedProvider } from "../terraform/engines/providers";
import { Workspace } from "../terraform/engines/workspace";
import type { Made } from "./kms-instance-story";

const EXAMPLES = path.resolve(__dirname, "../../examples/terraform");
/** How every token of IBM's begins: its header in base64. */
const TOKEN_START = Buffer.from('{"alg":"').toString("base64").slice(0, 10);

/** An example in HCL in a folder of its own, with the bundled provider and an emulator that it runs against. */
export class TerraformExample {
  readonly emulator: Emulator;
  readonly workspace: Workspace;
  readonly #keys: KeyPair;
  /** Of IBM; nobody could guess it, so that it can be searched for. */
  readonly #apiKey: string;

  private constructor(emulator: Emulator, workspace: Workspace, keys: KeyPair, apiKey: string) {
    this.emulator = emulator;
    this.workspace = workspace;
    this.#keys = keys;
    this.#apiKey = apiKey;
  }

  static async open(
    engine: TerraformEngine,
    example: string,
    time: string,
    options: EmulatorOptions = {},
  ): Promise<TerraformExample> {
    const apiKey = randomBytes(24).toString("base64url");
    const emulator = await startEmulator({ clock: time, ibm: { apiKeys: [{ apiKey }] }, ...options });
    const keys = await ageKeyPair();
    const folder = path.join(EXAMPLES, example);
    const files = readdirSync(folder).map((name) => [name, readFileSync(path.join(folder, name), "utf8")] as const);
    const env = {
      KEYSMITH_ALIBABA_ENDPOINT: emulator.url,
      ALIBABA_CLOUD_ACCESS_KEY_ID: "emulator",
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: "emulator",
      KEYSMITH_IBM_ENDPOINT: emulator.url,
      IBMCLOUD_API_KEY: apiKey,
      KEYSMITH_AS_OF: time,
      KEYSMITH_AGE_IDENTITY: keys.identity,
      TF_VAR_recipients: JSON.stringify([keys.recipient]),
    };
    const workspace = await Workspace.open(engine, installedProvider(), Object.fromEntries(files), env);
    return new TerraformExample(emulator, workspace, keys, apiKey);
  }

  /** Moves the clocks of both sides. */
  async at(time: string): Promise<void> {
    this.workspace.setEnv({ KEYSMITH_AS_OF: time });
    await this.emulator.clock.set(time);
  }

  /** @returns what was done, by address */
  async apply(): Promise<Run["done"]> {
    return (await this.workspace.apply()).done;
  }

  /** Operations called since the last time, in order, but for tokens and the question who calls. */
  async calls(): Promise<string[]> {
    const calls = await this.emulator.calls();
    await this.emulator.clearCalls();
    return calls
      .map(({ operation }) => operation)
      .filter((operation) => operation !== "getToken" && operation !== "GetCallerIdentity");
  }

  /** What is in the output `sealed`, for who has the identity. */
  async opened(): Promise<Readonly<Record<string, string>>> {
    const values = await open(String(this.workspace.outputs()["sealed"]), [new Secret(this.#keys.identity)]);
    return Object.fromEntries(Object.entries(values).map(([name, secret]) => [name, secret.reveal()]));
  }

  /** Where, in all that the runs left on disk and printed, one of `secrets`, the identity, IBM's API key or a token stands. */
  leaks(secrets: readonly string[]): string[] {
    const all = [...secrets, this.#keys.identity, this.#apiKey, TOKEN_START];
    const files = this.workspace.files().filter((file) => !path.basename(file).startsWith("terraform-provider-"));
    return findSecrets(all, files, { "what was printed": this.workspace.printed() });
  }

  async close(): Promise<void> {
    await this.workspace.close();
    await this.emulator.close();
  }
}

/** The parts of opened secrets that nobody must find: the texts themselves, and the private key in a client key. */
export function partsOf(opened: Readonly<Record<string, string>>): string[] {
  const { client_key_content: content = "{}" } = opened;
  const { PrivateKeyData = "" } = JSON.parse(content) as { readonly PrivateKeyData?: string };
  return [...Object.values(opened), PrivateKeyData].filter((text) => text !== "");
}

/** What an example for a KMS instance made, with the files for the application. */
export function bundleOf(outputs: Readonly<Record<string, unknown>>, opened: Readonly<Record<string, string>>): Made {
  const output = (name: string): string => String(outputs[name]);
  return {
    dataKey: output("data_key"),
    signingKey: output("signing_key"),
    secretVersion: output("secret_version"),
    rotateAt: output("rotate_at"),
    files: {
      clientKeyId: output("client_key_id"),
      "clientKey.json": String(opened["client_key_content"]),
      "clientKey_Password.txt": String(opened["password"]),
      [`PrivateKmsCA_${defaultInstanceId}.pem`]: output("ca"),
      endpoint: output("endpoint"),
    },
  };
}
