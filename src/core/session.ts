import { AS_OF, type Clock, clockFrom } from "./clock";
import { type Context, type Log, Memo } from "./context";
import type { Vendor } from "./definition";
import { type Configuration, type Environment, type Setting, settingValue } from "./settings";

/**
 * What all resources of one process share: the clock, one client per vendor, what this run found out, and where a
 * person reads. Nothing of it is made before it is needed.
 */
export class Session {
  readonly #env: Environment;
  readonly #log: Log;
  readonly #said = new Set<string>();
  readonly #kept = new Set<string>();
  readonly #contexts = new Map<Vendor, Context<unknown>>();
  #clock: Clock | undefined;

  constructor(env: Environment, log: Log) {
    this.#env = env;
    this.#log = log;
  }

  /** Shows lines to a person, each one only once: a run may plan the same resource several times. */
  say(lines: readonly string[]): void {
    for (const line of lines) {
      const text = line.replaceAll(/\s*[\r\n]+\s*/g, " ");
      if (!this.#said.has(text)) this.#log.warn(text);
      this.#said.add(text);
    }
  }

  /** Notes that the program has the object, whatever the state says of it besides. */
  keep(object: string): void {
    this.#kept.add(object);
  }

  keeps(object: string): boolean {
    return this.#kept.has(object);
  }

  /** The present. @throws ConfigurationError when the variable that moves the clock holds no time */
  now(): Date {
    return this.#theClock().now();
  }

  /** What the configuration, else the environment, says of a setting. */
  setting(setting: Setting, configuration: Configuration): string | undefined {
    return settingValue(setting, configuration, this.#env);
  }

  /**
   * What the verbs of the vendor's resources work with. The configuration of the first call counts: the engine starts
   * one process for one configuration.
   * @throws ConfigurationError
   */
  context(vendor: Vendor, configuration: Configuration): Context<unknown> {
    const found = this.#contexts.get(vendor);
    if (found) return found;
    const clock = this.#theClock();
    const client = vendor.connect((setting) => this.setting(setting, configuration), clock, this.#env);
    const context = { client, clock, log: { warn: (line: string) => this.say([line]) }, memo: new Memo() };
    this.#contexts.set(vendor, context);
    return context;
  }

  #theClock(): Clock {
    if (!this.#clock) {
      this.#clock = clockFrom(this.#env);
      if (this.#clock.movedTo) this.say([`${AS_OF} sets the time of this run to ${this.#clock.movedTo}`]);
    }
    return this.#clock;
  }
}
