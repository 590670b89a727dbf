import { AS_OF, type Clock, clockFrom } from "./clock";
import { Concealment } from "./concealment";
import { configurationProblems } from "./credentials";
import { ConfigurationError } from "./errors";
import { Ledger } from "./ledger";
import type { Ask } from "./left-out";
import { kept, Memo } from "./memo";
import { inWords, type Message, message, ref, type Words } from "./message";
import { type Nonces, newNonce } from "./nonce";
import { type Configuration, type Environment, GIVEN_EMPTY, type Setting, settingValue } from "./settings";
import { realTiming, type Timing } from "./timing";
import { countWork, type Work } from "./work";

/** Where a method reports to people while it works. Never given a secret. */
export interface Log {
  warn(line: Message): void;
  /** Reports the progress of an action; seen only where somebody is watching. */
  tell(line: Message): void;
}

export interface Surroundings {
  readonly clock: Clock;
  readonly timing: Timing;
  readonly env: Environment;
}

export interface Context<C> {
  readonly client: C;
  readonly clock: Clock;
  readonly timing: Timing;
  readonly log: Log;
  readonly memo: Memo;
  readonly ledger: Ledger;
  /** Those of the resource that is worked on; of no use to a function. */
  readonly nonces: Nonces;
}

export interface Connectable {
  /** A client for `Context.client`. Does no IO itself. @throws ConfigurationError */
  connect(setting: (setting: Setting) => string | undefined, surroundings: Surroundings): unknown;
}

export interface RunOptions {
  /** As it is now: later changes don't count. */
  readonly env: Environment;
  readonly log: { warn(line: string): void; tell?(line: string): void };
  readonly words?: Words;
  readonly configuration?: Configuration;
  readonly clock?: Clock;
  readonly timing?: Timing;
}

/**
 * What one command of an engine on one stack shares: the configuration, the clock, one client per vendor, replies, the ledger, and
 * the output for people. Nothing is created before it is needed.
 */
export class Run {
  readonly env: Environment;
  readonly memo: Memo = new Memo();
  readonly ledger: Ledger = new Ledger();
  readonly work: Work = countWork();
  /** Values that the program has marked as secret, if its engine tells. */
  readonly concealment: Concealment = new Concealment();
  readonly timing: Timing;
  readonly log: Log = {
    warn: (line) => this.say([line]),
    tell: (line) => this.#show.tell?.(this.#textOf(line)),
  };
  readonly #abort = new AbortController();
  readonly #said = new Set<string>();
  readonly #show: RunOptions["log"];
  readonly #words: Words | undefined;
  readonly #clients = new Map<Connectable, unknown>();
  #configuration: Configuration;
  #clock: Clock | undefined;
  #moment: Date | undefined;

  constructor({ env, log, words, configuration = () => undefined, clock, timing }: RunOptions) {
    this.env = { ...env };
    this.timing = timing ?? realTiming(this.#abort.signal);
    this.#show = log;
    this.#words = words;
    this.#configuration = configuration;
    this.#clock = clock;
  }

  /** For engines that send the configuration after they have started the process. */
  configure(configuration: Configuration): void {
    this.#configuration = configuration;
  }

  get clock(): Clock {
    if (!this.#clock) {
      this.#clock = clockFrom(this.env);
      if (this.#clock.movedTo) this.say([`${AS_OF} sets the time of this run to ${this.#clock.movedTo}`]);
    }
    return this.#clock;
  }

  now(): Date {
    return this.clock.now();
  }

  /**
   * The moment at which the run decides, the same on every call: some engines compare a resource several times, and the run must do
   * what the first comparison said. Whatever falls due later is left to the next run.
   */
  get moment(): Date {
    this.#moment ??= this.now();
    return this.#moment;
  }

  /** Shows each line to people only once, as a run may plan the same resource several times. */
  say(lines: readonly Message[]): void {
    for (const line of lines) {
      const text = this.#textOf(line);
      if (!this.#said.has(text)) this.#show.warn(text);
      this.#said.add(text);
    }
  }

  #textOf(line: Message): string {
    return this.concealment.hide(inWords(line, this.#words).replaceAll(/\s*[\r\n]+\s*/g, " "));
  }

  /** @throws ConfigurationError for a setting that is given as an empty text and may not be empty */
  setting(setting: Setting): string | undefined {
    const value = settingValue(setting, this.#configuration, this.env);
    if (value === "")
      throw new ConfigurationError(message`${ref(setting.config)} ${GIVEN_EMPTY}`, "Correct it; nothing was sent.");
    return value;
  }

  /** The value that settings give an input that is left out. */
  readonly ofSettings: Ask = (origin) => (typeof origin === "object" ? this.setting(origin) : undefined);

  settingProblems(vendor: Parameters<typeof configurationProblems>[0]): readonly string[] {
    return configurationProblems(vendor, this.#configuration);
  }

  /** The configuration's value under a name that is no vendor's setting. */
  configured(key: string): unknown {
    return this.#configuration(key);
  }

  /** @param nonces those of the resource that is worked on. @default those of a new resource */
  context(vendor: Connectable, nonces: Nonces = { own: newNonce(this.now()) }): Context<unknown> {
    const { clock, timing, log, memo, ledger } = this;
    return { client: this.#client(vendor), clock, timing, log, memo, ledger, nonces };
  }

  #client(vendor: Connectable): unknown {
    return kept(this.#clients, vendor, () => vendor.connect((setting) => this.setting(setting), this));
  }

  /** Ends waits, so that work under way ends soon and is recorded. */
  interrupt(): void {
    this.#abort.abort();
  }
}
