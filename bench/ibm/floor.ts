import type { Values } from "../../src/core/definition";
import { rootKey } from "../../src/ibm/kms/root-key/lifecycle";
import { observed } from "../call-count";
import { type Figure, goal, type Section } from "../figure";
import type { DirectBench } from "../workbench";
import { withIbm } from "./emulated";
import { keyOf } from "./many";
import { SUBJECTS } from "./subjects";
import { wallFigures } from "./wall";

const MANY = 1000;
const DUE = "2026-04-02T00:00:00Z";

/** The minimum for any client in a process of its own: one call, and before it one for a token. */
const FLOOR = 2;

/**
 * Calls of `ibm_kms_key` in a process of its own, with an API key, by the published source of terraform-provider-ibm:
 * resource_ibm_kms_key.go, where a create ends with a read, and a refresh asks whether the key exists before it reads it; and
 * conns/config.go, where each of these functions gets a client without a token. Counted there, not measured.
 */
const PEER = {
  create: "ibm_kms_key: 7, or 5 with a token instead of an API key",
  refresh: "ibm_kms_key: 7, or 5 with a token instead of an API key",
  update: "ibm_kms_key: 4, or 3 with a token; but for force_delete it replaces the key",
  delete: "ibm_kms_key: 3, or 2 with a token; and 7 for the refresh before",
  rotate: "ibm_kms_key: replaces the key",
  many: "ibm_kms_key: 7 a key, 7,000",
};

/** Compares with the minimum for any client, and with the vendor's own provider for another engine. */
export const floor: Section = {
  name: "ibm-floor",
  title:
    "IBM: calls in a process of its own, for its token too, beside the least possible and beside ibm_kms_key, as counted in " +
    "its published source (terraform-provider-ibm 2.5.0)",
  async measure() {
    const counted = await withIbm((bench) => new Alone(bench).measure());
    return [...counted, ...(await withIbm(wallFigures))];
  },
};

class Alone {
  readonly #bench: DirectBench;
  readonly #figures: Figure[] = [];

  constructor(bench: DirectBench) {
    this.#bench = bench;
  }

  async measure(): Promise<readonly Figure[]> {
    await this.#measureRootKey();
    await this.#measureMany();
    await this.#measureOthers();
    return this.#figures;
  }

  async #measureRootKey(): Promise<void> {
    const given = keyOf(0);
    const noted = { ...given, name: "noted", label: "shop/prod/noted", aliases: ["noted"], restore: "never" };
    const made = await this.#count("RootKey: create", FLOOR, () => this.#bench.create(rootKey, given), PEER.create);
    await this.#count("RootKey: create, alias and no restoring", FLOOR, () => this.#bench.create(rootKey, noted));
    await this.#count("RootKey: refresh", FLOOR, () => this.#bench.read(rootKey, made), PEER.refresh);
    const changed = { ...given, aliases: ["another"] };
    const updated = await this.#apply("RootKey: update", made, changed, PEER.update);
    await this.#bench.at(DUE);
    const rotated = await this.#apply("RootKey: rotate", updated, changed, PEER.rotate);
    await this.#count("RootKey: delete", FLOOR, () => rootKey.delete(this.#bench.context, rotated), PEER.delete);
  }

  #apply(what: string, prior: Values, given: Values, peer: string): Promise<Values> {
    return this.#count(
      what,
      FLOOR,
      async () => {
        const { action, state } = await this.#bench.apply(rootKey, prior, given);
        if (action !== "update") throw new Error(`${what}: the plan said ${action}`);
        return state;
      },
      peer,
    );
  }

  async #measureMany(): Promise<void> {
    const numbers = Array.from({ length: MANY }, (_, index) => index + 1);
    const create = (): Promise<Values[]> =>
      Promise.all(numbers.map((number) => this.#bench.create(rootKey, keyOf(number))));
    const states = await this.#count("1,000 RootKeys: create", MANY + 1, create, PEER.many);
    const read = (): Promise<Values[]> => Promise.all(states.map((state) => this.#bench.read(rootKey, state)));
    await this.#count("1,000 RootKeys: refresh", MANY + 1, read, PEER.many);
  }

  /** One of each other resource; the root key among them is counted above. */
  async #measureOthers(): Promise<void> {
    const made = new Map<string, readonly Values[]>();
    for (const { definition, given } of SUBJECTS) {
      const create = (): Promise<Values> => this.#bench.create(definition, given(0, made));
      const counted = definition !== rootKey;
      const state = await (counted ? this.#count(`${definition.name}: create`, FLOOR, create) : create());
      made.set(definition.name, [state]);
    }
  }

  /** @param least calls that any client needs for it */
  async #count<T>(what: string, least: number, work: () => Promise<T>, peer?: string): Promise<T> {
    await this.#bench.newProcess();
    const { result, operations } = await observed(this.#bench.emulator, work);
    this.#figures.push(goal(what, operations.length, least, peer));
    return result;
  }
}
