import { clientKey } from "../../src/alibaba/client-key/client-key";
import type { PreviousKey } from "../../src/alibaba/client-key/fields";
import { formatTime, parseTime } from "../../src/core/clock";
import type { Values } from "../../src/core/definition";
import type { Bench } from "../../test/support/alibaba";
import { type Figure, figure, promise, type Section } from "../figure";
import type { Probe } from "../probe";
import { type Onlooker, TroubledRuns } from "../troubled-runs";
import { ACCESS_POINT, KEY, SECRET, withAccess } from "./access";
import { afterDeaths } from "./deaths";
import { Reader } from "./reader";
import { drawScripts, type Script } from "./troubles";

/** At most three client keys per access point, per the application access point overview. */
const MOST_KEYS = 3;

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

/** One client key, its users, and the observations on it. */
class KeyLife implements Onlooker {
  readonly #bench: Bench;
  readonly #quick: Reader;
  readonly #slow: Reader;
  readonly #runs: TroubledRuns;
  readonly #seen = { rotations: 0, mostKeys: 0, orphans: 0 };

  constructor(bench: Bench, state: Values) {
    this.#bench = bench;
    const { url } = bench.emulator;
    this.#quick = new Reader("the quick application", url, SECRET, state);
    this.#slow = new Reader("the slow application", url, SECRET, state);
    this.#runs = new TroubledRuns(bench, { definition: clientKey, given: KEY }, state, this);
  }

  /** One application takes the new key at once, the other some time before the overlap ends. */
  async rotate({ minting, retiring, changeOver }: Script): Promise<void> {
    await this.#at(parseTime(String(this.#runs.state["rotateAt"])));
    await this.#runs.untilDone(minting);
    this.#quick.use(this.#runs.state);
    const begin = this.#bench.clock.now().getTime();
    const ends = previousOf(this.#runs.state).map(({ retireAfter }) => parseTime(retireAfter).getTime());
    const end = Math.max(...ends);
    await this.#at(new Date(begin + changeOver * (end - begin)));
    this.#slow.use(this.#runs.state);
    await this.#at(new Date(end));
    await this.#runs.untilDone(retiring);
    this.#seen.rotations += 1;
  }

  /** Moves the clocks, and makes sure that both applications read before anything else happens, however slow they are. */
  async #at(time: Date): Promise<void> {
    await this.#bench.at(formatTime(time));
    await Promise.all(this.#probes().map((probe) => probe.once()));
  }

  async stop(): Promise<void> {
    await Promise.all(this.#probes().map((probe) => probe.stop()));
  }

  async ran(): Promise<void> {
    const live = await this.#bench.liveKeys(ACCESS_POINT);
    this.#seen.mostKeys = Math.max(this.#seen.mostKeys, live.length);
  }

  async recorded(state: Values): Promise<void> {
    const known = [state["clientKeyId"], ...previousOf(state).map(({ clientKeyId }) => clientKeyId)];
    const live = await this.#bench.liveKeys(ACCESS_POINT);
    this.#seen.orphans += live.filter((id) => !known.includes(id)).length;
  }

  async figures(): Promise<Figure[]> {
    const reads = this.#probes().reduce((sum, probe) => sum + probe.attempts, 0);
    const failures = this.#probes().flatMap((probe) => probe.failures);
    const { rotations, mostKeys, orphans } = this.#seen;
    const left = (await this.#bench.liveKeys(ACCESS_POINT)).length - 1;
    return [
      figure("rotations", rotations),
      ...this.#runs.figures(),
      figure("reads", reads),
      promise("reads that failed", failures.length, 0, [...new Set(failures)].join("; ")),
      promise("live keys that no record named after a run that recorded", orphans, 0),
      promise("live keys beside the current one at the end", left, 0),
      promise("most live keys at a time", mostKeys, MOST_KEYS),
    ];
  }

  #probes(): readonly Probe[] {
    return [this.#quick.probe, this.#slow.probe];
  }
}

function previousOf(state: Values): readonly PreviousKey[] {
  return state["previous"] as readonly PreviousKey[];
}
