import { AsyncLocalStorage } from "node:async_hooks";
import type { Definition, Values } from "../core/definition";
import type { Problem } from "../core/errors";
import type { Ask } from "../core/left-out";
import { kept } from "../core/memo";
import { Run } from "../core/run";
import type { Secret } from "../core/secret";
import type { Environment, Setting } from "../core/settings";
import { isUnknown, type Unknown } from "../core/unknown";
import { identitiesFrom } from "../sealing/identities";
import { seal } from "../sealing/seal";
import { warning } from "./diagnostics";
import { defaultLabel, givenStack, stackMissing, stackName } from "./label";
import { hclWords } from "./names";
import type { Attributes, Capabilities, Diagnosed } from "./protocol/provider";
import { configuredSetting, knownSetting, type SecretKeeping, secretKeeping } from "./provider-block";

interface Listener {
  readonly warnings: string[];
  readonly tell: ((line: string) => void) | undefined;
}

export class ConfiguredRun extends Run {
  readonly keeping: SecretKeeping;
  readonly writeOnly: boolean;
  /** Whether the plan that an apply makes again is given what the first plan decided. */
  readonly storesPlanned: boolean;
  /** Whether the engine is certain to be applying a plan: it configures another process to make one. */
  isApplying = false;
  readonly #config: Attributes;
  readonly #folder: string;
  readonly #heard: AsyncLocalStorage<Listener>;
  /** Subjects of resources to change, by each text in their states: a reference may be an id or a name, even shared. */
  readonly #changing = new Map<string, Set<string>>();
  #sealing: Promise<unknown> | undefined;

  constructor(config: Attributes, env: Environment, folder: string, capabilities: Capabilities) {
    const heard = new AsyncLocalStorage<Listener>();
    super({
      env,
      log: {
        warn: (line) => void heard.getStore()?.warnings.push(line),
        tell: (line) => heard.getStore()?.tell?.(line),
      },
      words: hclWords,
      configuration: (key) => inText(config, key),
    });
    this.#config = config;
    this.#heard = heard;
    this.writeOnly = capabilities.writeOnly;
    this.storesPlanned = capabilities.storesPlanned === true;
    this.keeping = secretKeeping(config);
    this.#folder = folder;
  }

  /** @param tell is told at once how far the work is; warnings come with the answer */
  async listening<T extends Diagnosed>(work: () => Promise<T>, tell?: (line: string) => void): Promise<T> {
    const warnings: string[] = [];
    const answer = await this.#heard.run({ warnings, tell }, work);
    return { ...answer, diagnostics: [...answer.diagnostics, ...warnings.map(warning)] };
  }

  /** Makes sure, before a secret is made, that it can be sealed, or it would be lost. @throws the errors of `seal` */
  async readyToSeal(): Promise<void> {
    if (this.keeping.kind !== "sealed") return;
    this.#sealing ??= seal({}, this.keeping.recipients);
    await this.#sealing;
  }

  /** @throws ConfigurationError for an unknown setting. Those that a record has may be unknown: nobody asks for them */
  override setting(setting: Setting): string | undefined {
    for (const path of [setting.config, ...(setting.unless ?? [])]) knownSetting(this.#config, path);
    return super.setting(setting);
  }

  /** The value of a setting in the block, or else in the environment. It may be unknown. */
  known(setting: Setting): string | Unknown | undefined {
    const configured = configuredSetting(this.#config, setting.config);
    return isUnknown(configured) ? configured : this.setting(setting);
  }

  readonly ofKnown: Ask = (origin) => (typeof origin === "object" ? this.known(origin) : undefined);

  /** Fills in inputs that the user leaves out. @param given the inputs that the user gives */
  ask(definition: Definition, given: Values): Ask {
    return (origin, name) =>
      origin === "label" ? defaultLabel(definition, given, givenStack(this.#config)) : this.ofKnown(origin, name);
  }

  stackMissing(definition: Definition, config: Attributes, recorded: Values | undefined): Problem[] {
    return stackMissing(definition, { config, recorded }, this.#config, stackName(this.#folder, this.env));
  }

  /** Notes a resource to change: until then the service's answers about it aren't final. @param subject for messages */
  willChange(state: Values, subject: string): void {
    for (const text of textsIn(state)) kept(this.#changing, text, () => new Set()).add(subject);
  }

  /** Notes that this run doesn't change a resource, or no longer. */
  hasChanged(state: Values, subject: string): void {
    for (const text of textsIn(state)) this.#changing.get(text)?.delete(subject);
  }

  /** The resource that a reference may mean, if this run is yet to change it. */
  changing(reference: unknown): string | undefined {
    return typeof reference === "string" ? this.#changing.get(reference)?.values().next().value : undefined;
  }

  /** The identities that open the state's sealed secrets. @throws ConfigurationError for a file that can't be read */
  async identities(): Promise<readonly Secret[]> {
    const { age_identity_file: file = null } = this.#config;
    return identitiesFrom(this.env, typeof file === "string" ? file : undefined);
  }
}

function textsIn(state: Values): readonly string[] {
  return Object.values(state)
    .flat()
    .filter((value) => typeof value === "string");
}

function inText(config: Attributes, path: string): unknown {
  const value = configuredSetting(config, path);
  return typeof value === "object" ? undefined : value;
}
