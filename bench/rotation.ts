import { clientKey } from "../src/alibaba/client-key";
import type { PreviousKey } from "../src/alibaba/client-key-fields";
import { formatTime, parseTime } from "../src/core/clock";
import type { Values } from "../src/core/definition";
import { KeysmithError, PartialError } from "../src/core/errors";
import type { Bench } from "../test/support/alibaba";
import { ACCESS_POINT, KEY, SECRET, withAccess } from "./access";
import { afterDeaths } from "./deaths";
import { type Figure, figure, promise, type Section } from "./figure";
import { Probe } from "./probe";
import { drawScripts, type Script, type Trouble } from "./troubles";

/** At most three client keys per access point, per the application access point overview. */
const MOST_KEYS = 3;
/** Runs without trouble after which a rotation must have come to its end. */
const ENOUGH_RUNS = 5;

/** Rotations while replies get lost and runs die, and two applications use the keys. */
export const rotation: Section = {
  name: "rotation",
  title: "rotations with lost replies and dying runs, while two applications read a secret every 10 ms",
  async measure({ rotations, seed }) {
    const figures = await withAccess(async (bench) => {
      const life = new KeyLife(bench, await bench.create(clientKey, KEY));
      try {
        for (const script of drawScripts(rotations, seed)) await life.rotate(script);
      } finally {
        await life.stop();
      }
      return life.figures();
    });
    return [...figures, ...(await afterDeaths())];
  },
};

/** One client key, what uses it, and what was seen of it. */
class KeyLife {
  readonly #bench: Bench;
  readonly #quick: Probe;
  readonly #slow: Probe;
  #state: Values;
  readonly #seen = { rotations: 0, deaths: 0, faults: 0, failedRuns: 0, mostKeys: 0, orphans: 0 };

  constructor(bench: Bench, state: Values) {
    this.#bench = bench;
    this.#state = state;
    const { url } = bench.emulator;
    this.#quick = new Probe("the quick application", url, SECRET, state);
    this.#slow = new Probe("the slow application", url, SECRET, state);
  }

  /** One takes the new key at once, the other some time before the overlap ends. */
  async rotate({ minting, retiring, changeOver }: Script): Promise<void> {
    await this.#at(parseTime(String(this.#state["rotateAt"])));
    await this.#runUntilDone(minting);
    this.#quick.use(this.#state);
    const begin = this.#bench.clock.now().getTime();
    const end = Math.max(...this.#previous().map(({ retireAfter }) => parseTime(retireAfter).getTime()));
    await this.#at(new Date(begin + changeOver * (end - begin)));
    this.#slow.use(this.#state);
    await this.#at(new Date(end));
    await this.#runUntilDone(retiring);
    this.#seen.rotations += 1;
  }

  /** Moves the clocks, and sees to it that both applications read before anything else happens, however slow they are. */
  async #at(time: Date): Promise<void> {
    await this.#bench.at(formatTime(time));
    await Promise.all(this.#probes().map((probe) => probe.read()));
  }

  async stop(): Promise<void> {
    await Promise.all(this.#probes().map((probe) => probe.stop()));
  }

  async figures(): Promise<Figure[]> {
    const reads = this.#probes().reduce((sum, probe) => sum + probe.reads, 0);
    const failures = this.#probes().flatMap((probe) => probe.failures);
    const { rotations, deaths, faults, failedRuns, mostKeys, orphans } = this.#seen;
    const left = (await this.#bench.liveKeys(ACCESS_POINT)).length - 1;
    return [
      figure("rotations", rotations),
      figure("runs that died before anything was recorded", deaths),
      figure("calls that were refused, or whose reply was lost", faults),
      figure("runs that failed", failedRuns),
      figure("reads", reads),
      promise("reads that failed", failures.length, 0, [...new Set(failures)].join("; ")),
      promise("live keys that no record named after a run that recorded", orphans, 0),
      promise("live keys beside the current one at the end", left, 0),
      promise("most live keys at a time", mostKeys, MOST_KEYS),
    ];
  }

  async #runUntilDone(troubles: readonly Trouble[]): Promise<void> {
    const calm = Array.from({ length: ENOUGH_RUNS }, () => ({ crash: false }));
    for (const trouble of [...troubles, ...calm]) if (await this.#run(trouble)) return;
    throw new Error(`after ${this.#seen.rotations} rotations the next one came to no end`);
  }

  /** @returns whether there was nothing to do */
  async #run({ fault, crash }: Trouble): Promise<boolean> {
    await this.#bench.emulator.setFaults(fault ? [fault] : []);
    try {
      const { action, state } = await this.#bench.apply(clientKey, this.#state, KEY);
      if (action === "none") return true;
      if (crash) this.#seen.deaths += 1;
      else await this.#record(state);
    } catch (error) {
      await this.#fail(error);
    }
    for (const { hits } of await this.#bench.emulator.faults()) this.#seen.faults += hits;
    const live = await this.#bench.liveKeys(ACCESS_POINT);
    this.#seen.mostKeys = Math.max(this.#seen.mostKeys, live.length);
    return false;
  }

  /** An engine records what an unfinished run has reached. */
  async #fail(error: unknown): Promise<void> {
    if (!(error instanceof KeysmithError)) throw error;
    this.#seen.failedRuns += 1;
    if (error instanceof PartialError) await this.#record({ ...this.#state, ...error.state });
  }

  async #record(state: Values): Promise<void> {
    this.#state = state;
    const known = [state["clientKeyId"], ...this.#previous().map(({ clientKeyId }) => clientKeyId)];
    const live = await this.#bench.liveKeys(ACCESS_POINT);
    this.#seen.orphans += live.filter((id) => !known.includes(id)).length;
  }

  #probes(): readonly Probe[] {
    return [this.#quick, this.#slow];
  }

  #previous(): readonly PreviousKey[] {
    return this.#state["previous"] as readonly PreviousKey[];
  }
}
