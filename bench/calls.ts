import { accessPoint } from "../src/alibaba/access-point";
import { clientKey } from "../src/alibaba/client-key";
import { networkRule } from "../src/alibaba/network-rule";
import { policy } from "../src/alibaba/policy";
import type { Definition, Values } from "../src/core/definition";
import { Bench } from "../test/support/alibaba";
import { type Figure, promise, type Section } from "./figure";

const MADE = "2026-01-01T00:00:00Z";
const DUE = "2026-12-02T00:00:00Z";
const OVERLAP_ENDS = "2026-12-09T00:00:00Z";

/** A resource and a change of it, which every update but those of time makes. */
interface Subject {
  readonly definition: Definition;
  readonly given: Values;
  readonly changed: Values;
}

/** In the order of their creation. */
const NAMED: readonly Subject[] = [
  {
    definition: networkRule,
    given: { name: "office", sourcePrivateIps: ["10.20.0.0/16"] },
    changed: { sourcePrivateIps: ["10.20.0.0/16", "10.30.1.5"] },
  },
  {
    definition: policy,
    given: {
      name: "orders",
      kmsInstance: "kst-hzz0000000000emulator",
      permissions: ["CryptoServiceSecretUser"],
      secrets: ["orders/*"],
      networkRules: ["office"],
    },
    changed: { secrets: ["orders/*", "billing/database"] },
  },
  {
    definition: accessPoint,
    given: { name: "orders-app", policies: ["orders"] },
    changed: { description: "made by the platform team" },
  },
];

const KEY = { accessPoint: "orders-app", label: "shop/prod/orders-app" };
const LATER_KEY = { ...KEY, label: "shop/prod/orders-app-2" };
const SHORTER_OVERLAP = { ...KEY, rotation: { overlap: "P6D" } };

/** Calls that each verb of each resource makes, as the emulator counts them. */
export const calls: Section = {
  name: "calls",
  title: "calls to the service per operation",
  async measure() {
    const bench = await Bench.start({ clock: MADE });
    try {
      return await new CallCount(bench).measure();
    } finally {
      await bench.stop();
    }
  },
};

class CallCount {
  readonly #bench: Bench;
  readonly #figures: Figure[] = [];

  constructor(bench: Bench) {
    this.#bench = bench;
  }

  async measure(): Promise<readonly Figure[]> {
    const made = [];
    for (const subject of NAMED)
      made.push({ ...subject, state: await this.#create(subject.definition, subject.given) });
    const key = await this.#create(clientKey, KEY);
    for (const { definition, state } of [...made, { definition: clientKey, state: key }])
      await this.#count(`${definition.name}: refresh`, 1, () => definition.read(this.#bench.context, state));
    for (const { definition, state, given, changed } of made)
      await this.#update(`${definition.name}: update`, 1, definition, state, { ...given, ...changed });
    const retired = await this.#rotate(key);
    await this.#createLater();
    await this.#delete(clientKey, retired);
    for (const { definition, state } of made.reverse()) await this.#delete(definition, state);
    return this.#figures;
  }

  #create(definition: Definition, given: Values): Promise<Values> {
    return this.#count(`${definition.name}: create`, 1, () => this.#bench.create(definition, given));
  }

  /** A run that didn't make the access point itself has to look for keys that a run which died may have left. */
  async #createLater(): Promise<void> {
    this.#bench.newRun();
    const what = "ClientKey: create, access point of an earlier run";
    const state = await this.#count(what, 2, () => this.#bench.create(clientKey, LATER_KEY));
    await clientKey.delete(this.#bench.context, state);
  }

  async #rotate(first: Values): Promise<Values> {
    const changed = await this.#update("ClientKey: change of terms", 0, clientKey, first, SHORTER_OVERLAP);
    const back = await this.#update("ClientKey: change of terms, back", 0, clientKey, changed, KEY);
    await this.#bench.at(DUE);
    const second = await this.#update("ClientKey: rotate", 2, clientKey, back, KEY);
    await this.#bench.at(OVERLAP_ENDS);
    return this.#update("ClientKey: retire", 1, clientKey, second, KEY);
  }

  async #update(what: string, most: number, definition: Definition, prior: Values, given: Values): Promise<Values> {
    const { action, state } = await this.#count(what, most, () => this.#bench.apply(definition, prior, given));
    if (action !== "update") throw new Error(`${what}: the plan said ${action}, so that nothing was measured`);
    return state;
  }

  async #delete(definition: Definition, state: Values): Promise<void> {
    await this.#count(`${definition.name}: delete`, 1, () => definition.delete(this.#bench.context, state));
  }

  async #count<T>(what: string, most: number, work: () => Promise<T>): Promise<T> {
    await this.#bench.calls();
    const result = await work();
    const made = await this.#bench.calls();
    this.#figures.push(promise(what, made.length, most, made.join(", ")));
    return result;
  }
}
