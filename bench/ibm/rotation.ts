import * as fc from "fast-check";
import type { Values } from "../../src/core/definition";
import { rootKey } from "../../src/ibm/kms/root-key/lifecycle";
import { type Figure, figure, promise, type Section } from "../figure";
import { Probe } from "../probe";
import { type Onlooker, TroubledRuns } from "../troubled-runs";
import { draw, type Trouble, troublesAt } from "../troubles";
import type { DirectBench } from "../workbench";
import { DataKeys } from "./data-keys";
import { afterDeath } from "./deaths";
import { keysOf, versionsOf, withIbm } from "./emulated";
import { keyOf } from "./many";

const GIVEN = keyOf(0);
/** Between two runs: the interval of a pipeline that waits for due dates, well within the hour between rotations. */
const PAUSE = "PT5M";
const MOST_TROUBLES = 3;
/** 0 to 3 and 5: deleted keys count too. */
const EVERY_STATE = [0, 1, 2, 3, 5];

const script = fc.array(troublesAt("rotateKey", "getKeyMetadata"), { maxLength: MOST_TROUBLES });

/** Rotations while replies get lost and runs die, and an application unwraps everything that it has ever wrapped. */
export const rotation: Section = {
  name: "ibm-rotation",
  title:
    "IBM: rotations of a root key with lost replies and dying runs, while an application unwraps data keys every 10 ms",
  async measure({ rotations, seed }) {
    const figures = await withIbm(async (bench) => {
      const life = await KeyLife.begin(bench);
      try {
        for (const troubles of draw(script, rotations, seed)) await life.rotate(troubles);
      } finally {
        await life.stop();
      }
      return life.figures();
    });
    return [...figures, ...(await afterDeath())];
  },
};

/** One root key, its user, and the observations on it. */
class KeyLife implements Onlooker {
  readonly #bench: DirectBench;
  readonly #dataKeys: DataKeys;
  readonly #probe: Probe;
  readonly #runs: TroubledRuns;
  #rotations = 0;
  #mostKeys = 0;

  private constructor(bench: DirectBench, state: Values, dataKeys: DataKeys) {
    this.#bench = bench;
    this.#dataKeys = dataKeys;
    this.#probe = new Probe("the application", () => dataKeys.unwrapNext());
    this.#runs = new TroubledRuns(bench, { definition: rootKey, given: GIVEN }, state, this);
  }

  /** A key, and a data key wrapped with its first material. */
  static async begin(bench: DirectBench): Promise<KeyLife> {
    const state = await bench.create(rootKey, GIVEN);
    const dataKeys = await DataKeys.open(bench.emulator, String(state["keyId"]));
    await dataKeys.wrapAnother();
    return new KeyLife(bench, state, dataKeys);
  }

  /** Everything wrapped with earlier material is unwrapped afterwards, and one more data key is wrapped with the new material. */
  async rotate(troubles: readonly Trouble[]): Promise<void> {
    await this.#bench.at(String(this.#runs.state["rotateAt"]));
    await this.#runs.untilDone(troubles);
    await this.#dataKeys.wrapAnother();
    for (let left = this.#dataKeys.count; left > 0; left -= 1) await this.#probe.once();
    this.#rotations += 1;
  }

  async ran(): Promise<void> {
    this.#mostKeys = Math.max(this.#mostKeys, await this.#countKeys());
    await this.#bench.pass(PAUSE);
  }

  async #countKeys(): Promise<number> {
    return (await keysOf(this.#bench).list({ states: EVERY_STATE })).length;
  }

  async stop(): Promise<void> {
    await this.#probe.stop();
  }

  async figures(): Promise<Figure[]> {
    await this.#bench.emulator.setFaults([]);
    const { state } = this.#runs;
    const versions = await versionsOf(this.#bench, String(state["keyId"]));
    const { attempts, failures } = this.#probe;
    return [
      figure("rotations", this.#rotations),
      ...this.#runs.figures(),
      figure(
        "data keys unwrapped",
        attempts,
        `${this.#dataKeys.count} of them different, one wrapped after each rotation`,
      ),
      promise("data keys that couldn't be unwrapped", failures.length, 0, [...new Set(failures)].join("; ")),
      promise("most keys at a time, deleted ones too", this.#mostKeys, 1),
      promise("keys at the end, deleted ones too", await this.#countKeys(), 1),
      figure("versions of the key at the end, which are billed", versions),
      promise("versions more or fewer than the first and one a rotation", Math.abs(versions - 1 - this.#rotations), 0),
      promise("versions by which the record is wrong", Math.abs(versions - Number(state["version"])), 0),
    ];
  }
}
