import { isDeepStrictEqual } from "node:util";
import type { Values } from "../../src/core/definition";
import { secretOutputs } from "../../src/core/lifecycle";
import { Secret } from "../../src/core/secret";
import { open } from "../../src/sealing/open";
import { snakeCase } from "../../src/terraform/names";
import { stateFields, toValues } from "../../src/terraform/values";
import type { Run, TerraformEngine } from "../terraform/engines";
import { ageKeyPair, type KeyPair } from "../terraform/engines/age";
import { attachedProvider } from "../terraform/engines/providers";
import { succeeded, Workspace } from "../terraform/engines/workspace";
import type { Action, Declared, LifecycleEngine, LifecycleStack, Outcome } from "./engine";
import { keyOf } from "./engine";
import { find } from "./samples";
import { addressOf, configuration, SecretVersions } from "./terraform-program";

/** A real Terraform or OpenTofu, with the provider in this process. */
export function terraformEngine(engine: TerraformEngine): LifecycleEngine {
  return {
    name: engine.name,
    unavailable: engine.unavailable,
    looksFirst: true,
    start: async (env, time) => {
      const providerEnv = { ...env, KEYSMITH_AS_OF: time };
      const keys = await ageKeyPair();
      const stack = new TerraformStack(providerEnv, keys);
      await stack.open(engine);
      return stack;
    },
  };
}

class TerraformStack implements LifecycleStack {
  readonly #env: Record<string, string>;
  readonly #keys: KeyPair;
  readonly #versions = new SecretVersions();
  /** All that was ever declared, as a run may be about what is in the program no more. */
  readonly #declared = new Map<string, Declared>();
  #workspace: Workspace | undefined;

  constructor(env: Record<string, string>, keys: KeyPair) {
    this.#env = env;
    this.#keys = keys;
  }

  async open(engine: TerraformEngine): Promise<void> {
    const provider = await attachedProvider(engine, this.#env);
    this.#workspace = await Workspace.open(engine, provider, this.#files([]));
  }

  at(time: string): void {
    this.#env["KEYSMITH_AS_OF"] = time;
  }

  async preview(program: readonly Declared[]): Promise<Outcome> {
    this.#write(program);
    const run = succeeded(await this.#opened.run(["plan"]));
    return { actions: this.#actions(run.planned), shown: this.#shown(run) };
  }

  async up(program: readonly Declared[]): Promise<Outcome> {
    this.#write(program);
    return this.#done(await this.#opened.run(["apply", "-auto-approve"]));
  }

  async refresh(): Promise<void> {
    succeeded(await this.#opened.run(["apply", "-refresh-only", "-auto-approve"]));
  }

  async destroy(): Promise<Outcome> {
    return this.#done(await this.#opened.run(["destroy", "-auto-approve"]));
  }

  async state(key: string): Promise<Values | undefined> {
    const declared = this.#declared.get(key);
    const instance = declared && this.#opened.instance(addressOf(declared));
    if (!instance) return undefined;
    const definition = find(declared.type);
    const known = toValues(stateFields(definition), instance.attributes);
    const sealed = instance.attributes["sealed"];
    if (typeof sealed !== "string") return known;
    const opened = await open(sealed, [new Secret(this.#keys.identity)]);
    const secrets = secretOutputs(definition).map((name) => [name, opened[snakeCase(name)]?.reveal()] as const);
    return { ...known, ...Object.fromEntries(secrets.filter(([, value]) => value !== undefined)) };
  }

  files(): readonly string[] {
    return this.#opened.files();
  }

  printed(): string {
    return this.#opened.printed();
  }

  async stop(): Promise<void> {
    await this.#workspace?.close();
  }

  get #opened(): Workspace {
    if (!this.#workspace) throw new Error("the stack isn't open");
    return this.#workspace;
  }

  #write(program: readonly Declared[]): void {
    for (const declared of program) this.#declared.set(keyOf(declared), declared);
    this.#opened.write(this.#files(program));
  }

  #files(program: readonly Declared[]): Record<string, string> {
    return { "main.tf.json": configuration(program, { seal_to: [this.#keys.recipient] }, this.#versions) };
  }

  #done(run: Run): Outcome {
    succeeded(run);
    if (!isDeepStrictEqual(run.planned, run.done)) {
      throw new Error(`planned ${JSON.stringify(run.planned)}, done ${JSON.stringify(run.done)}`);
    }
    return { actions: this.#actions(run.done), shown: this.#shown(run) };
  }

  #actions(byAddress: Run["done"]): Record<string, Action> {
    const keys = new Map([...this.#declared].map(([key, declared]) => [addressOf(declared), key]));
    return Object.fromEntries(
      Object.entries(byAddress).map(([address, action]) => [keys.get(address) ?? address, action as Action]),
    );
  }

  /** With each resource called as programs call it. */
  #shown({ shown }: Run): string {
    const named = [...this.#declared.values()].map(
      (declared) => [addressOf(declared), `${declared.type} "${declared.name}"`] as const,
    );
    return named.reduce((text, [address, name]) => text.replaceAll(`${address}:`, `${name}:`), shown);
  }
}
