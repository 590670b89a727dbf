import { accessPoint } from "../../src/alibaba/access-point";
import { clientKey } from "../../src/alibaba/client-key/client-key";
import { networkRule } from "../../src/alibaba/network-rule";
import { policy } from "../../src/alibaba/policy";
import type { Definition, Values } from "../../src/core/definition";
import { deleteState } from "../../src/core/lifecycle";
import { Bench } from "../../test/support/alibaba";
import { CallCount } from "../call-count";
import type { Figure, Section } from "../figure";

const MADE = "2026-01-01T00:00:00Z";
const DUE = "2026-12-02T00:00:00Z";
const OVERLAP_ENDS = "2026-12-09T00:00:00Z";

/** A resource and the change that every update makes, except those that time causes. */
interface Subject {
  readonly definition: Definition;
  readonly given: Values;
  readonly changed: Values;
  /** Calls of an update: a name that it refers to is looked up, because the service would not report that it does not exist. */
  readonly most: number;
}

/** In the order of their creation. */
const NAMED: readonly Subject[] = [
  {
    definition: networkRule,
    given: { name: "office", sourcePrivateIps: ["10.20.0.0/16"] },
    changed: { sourcePrivateIps: ["10.20.0.0/16", "10.30.1.5"] },
    most: 1,
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
    most: 2,
  },
  {
    definition: accessPoint,
    given: { name: "orders-app", policies: ["orders"] },
    changed: { description: "made by the platform team" },
    most: 2,
  },
];

const KEY = { accessPoint: "orders-app", label: "shop/prod/orders-app" };
const LATER_KEY = { ...KEY, label: "shop/prod/orders-app-2" };
const SHORTER_OVERLAP = { ...KEY, rotation: { overlap: "P6D" } };

/** The calls of each verb of each resource, as the emulator counts them. */
export const calls: Section = {
  name: "calls",
  title: "calls to the service per operation",
  async measure() {
    const bench = await Bench.start({ clock: MADE });
    try {
      return await new EveryVerb(bench).measure();
    } finally {
      await bench.stop();
    }
  },
};

class EveryVerb {
  readonly #bench: Bench;
  readonly #calls: CallCount;

  constructor(bench: Bench) {
    this.#bench = bench;
    this.#calls = new CallCount(bench);
  }

  async measure(): Promise<readonly Figure[]> {
    const made = [];
    for (const subject of NAMED)
      made.push({ ...subject, state: await this.#create(subject.definition, subject.given) });
    const key = await this.#create(clientKey, KEY);
    for (const { definition, state } of [...made, { definition: clientKey, state: key }])
      await this.#calls.count(`${definition.name}: refresh`, 1, () => definition.read(this.#bench.context, state));
    for (const { definition, state, given, changed, most } of made)
      await this.#calls.update(`${definition.name}: update`, most, definition, state, { ...given, ...changed });
    const retired = await this.#rotate(key);
    await this.#createLater();
    await this.#delete(clientKey, retired);
    for (const { definition, state } of made.reverse()) await this.#delete(definition, state);
    return this.#calls.figures;
  }

  #create(definition: Definition, given: Values): Promise<Values> {
    return this.#calls.count(`${definition.name}: create`, 1, () => this.#bench.create(definition, given));
  }

  /** A run that did not make the access point itself must look for keys that a dead run may have left. */
  async #createLater(): Promise<void> {
    this.#bench.newRun();
    const what = "ClientKey: create, access point of an earlier run";
    const state = await this.#calls.count(what, 2, () => this.#bench.create(clientKey, LATER_KEY));
    await clientKey.delete(this.#bench.context, state);
  }

  async #rotate(first: Values): Promise<Values> {
    const changed = await this.#calls.update("ClientKey: change of terms", 0, clientKey, first, SHORTER_OVERLAP);
    const back = await this.#calls.update("ClientKey: change of terms, back", 0, clientKey, changed, KEY);
    await this.#bench.at(DUE);
    const second = await this.#calls.update("ClientKey: rotate", 2, clientKey, back, KEY);
    await this.#bench.at(OVERLAP_ENDS);
    return this.#calls.update("ClientKey: retire", 2, clientKey, second, KEY);
  }

  async #delete(definition: Definition, state: Values): Promise<void> {
    // A mark that can be rewritten is read first: another owner may have adopted the object. Client keys of others keep an access point.
    const most = definition === accessPoint ? 3 : definition.mark ? 2 : 1;
    await this.#calls.count(`${definition.name}: delete`, most, () =>
      deleteState(definition, this.#bench.context, state),
    );
  }
}
