import { keyOf } from "./books";
import { Dice } from "./dice";
import type { ChaosEngine } from "./engine";
import type { History } from "./history";
import type { Failure } from "./judge";
import { Meddling } from "./meddling";
import { type Drawn, Scene } from "./scene";
import { drawTrouble, NOTHING } from "./troubles";
import { CREDENTIALS, PROGRAM } from "./world";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** The largest difference between the provider's clock and the services', in seconds. */
const MOST_SKEW = 300;
/** Troubled runs in a row before people make sure that one goes well. */
const MOST_TROUBLES = 4;
/** Runs without trouble, one of which must go well. */
const PATIENCE = 14;
/** The first of these runs, which follow quickly. Between the others days pass, because an overlap may have to end. */
const QUICK = 2;
const PAUSE = 4 * DAY;
/** People look into it this long before a credential ends. */
const MARGIN = 5 * DAY;
/** Longer than any overlap. */
const PAST_OVERLAPS = 16 * DAY;

export interface ChaosOptions {
  readonly seed: number;
  /** The number of rotations to reach. */
  readonly rotations: number;
  /** Receives the observations so far after every round. */
  readonly onRound?: (seen: Chaos) => void;
}

/** The observations. */
export interface Chaos {
  readonly rotations: number;
  /** The rotations of client keys among them. */
  readonly clientKeys: number;
  readonly uses: number;
  /** Keys with our label that were not ours for certain. */
  readonly found: number;
  /** Keys that went with a replaced access point, and that a run which ended well still recorded. */
  readonly stale: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly failures: readonly Failure[];
  readonly history: History;
}

/** Runs of an engine in which anything may go wrong, until the requested number of rotations is reached. */
export async function chaos(
  engine: ChaosEngine,
  { seed, rotations, onRound = () => {} }: ChaosOptions,
): Promise<Chaos> {
  return Scene.of(engine, seed, async (scene) => {
    const dice = new Dice(seed);
    const meddling = new Meddling(scene, dice);
    await new Life(engine, scene, dice, meddling).live(rotations, () => onRound(seenIn(scene, meddling)));
    return seenIn(scene, meddling);
  });
}

function seenIn({ books, consumers, judge, stale, counts, history }: Scene, meddling: Meddling): Chaos {
  return {
    rotations: books.rotations,
    clientKeys: books.clientKeys,
    uses: consumers.reduce((sum, { uses }) => sum + uses, 0),
    found: judge.found.size,
    stale: stale.size,
    counts: { ...counts, ...meddling.counts, "found keys that went with their access point": judge.taken.size },
    failures: judge.failures,
    history,
  };
}

class Life {
  readonly #hasProcess: boolean;
  readonly #scene: Scene;
  readonly #dice: Dice;
  readonly #meddling: Meddling;

  constructor({ hasProcess }: ChaosEngine, scene: Scene, dice: Dice, meddling: Meddling) {
    this.#hasProcess = hasProcess;
    this.#scene = scene;
    this.#dice = dice;
    this.#meddling = meddling;
  }

  async live(rotations: number, onRound: () => void): Promise<void> {
    while (this.#scene.books.rotations < rotations) {
      await this.#round();
      onRound();
    }
    await this.#end();
  }

  async #round(): Promise<void> {
    const scene = this.#scene;
    await scene.pass(await this.#drawTime());
    await this.#meddling.meddle();
    const replace = this.#drawReplacements();
    const command = this.#dice.chance(0.03) ? "destroy" : "up";
    let isWell = false;
    for (let tries = this.#dice.whole(1, MOST_TROUBLES); tries > 0 && !isWell; tries -= 1) {
      const trouble = drawTrouble(this.#dice, this.#hasProcess);
      const refresh = this.#dice.chance(0.7) || this.#meddling.mustLook;
      const adopts = this.#dice.chance(0.6);
      isWell = await this.#run({ command, trouble, replace, refresh, adopts });
      await scene.pass(scene.now + this.#dice.whole(1, 90) * MINUTE);
    }
    if (!isWell || this.#dice.chance(0.3)) await this.#untilWell();
    if (this.#dice.chance(0.4)) await this.#meddling.keep();
    const how = this.#dice.weighted({ nothing: 4, tidy: 3, recover: 3 });
    if (how === "tidy") await this.#meddling.tidy();
    if (how === "recover") await this.#meddling.recover();
  }

  /** Lets the overlaps end, and destroys everything. */
  async #end(): Promise<void> {
    for (let times = 0; times < 3; times += 1) {
      await this.#untilWell();
      await this.#scene.pass(this.#scene.now + PAST_OVERLAPS);
    }
    await this.#untilWell();
    for (let times = 0; times < 3; times += 1) {
      if (await this.#run({ ...calm(true), command: "destroy" })) return;
      await this.#scene.pass(this.#scene.now + HOUR);
    }
    this.#scene.judge.stuck(`nothing can be destroyed: ${this.#scene.lastOutput}`);
  }

  /** People make sure that a run goes well: they delete announced objects that are in the way. */
  async #untilWell(): Promise<void> {
    const scene = this.#scene;
    for (let tries = 1; tries <= PATIENCE; tries += 1) {
      if (await this.#run(calm(tries !== 2))) return;
      await this.#meddling.tidy();
      if (tries > QUICK) await scene.takeRecorded();
      await scene.pass(scene.now + (tries > QUICK ? PAUSE : 5 * MINUTE));
    }
    scene.judge.stuck(scene.lastOutput);
    await this.#meddling.startOver();
    await scene.pass(scene.now + HOUR);
    if (!(await this.#run(calm(true)))) throw new Error(`nothing can be made anew: ${scene.lastOutput}`);
  }

  async #run(drawn: Omit<Drawn, "skews" | "order">): Promise<boolean> {
    const skew = (): number => this.#dice.whole(-MOST_SKEW, MOST_SKEW);
    const order = this.#dice.shuffled(CREDENTIALS.map(keyOf));
    const isWell = await this.#scene.run({ ...drawn, skews: [skew(), skew()], order });
    // The next run refreshes after a failed one that was to remove something.
    if (!isWell && (drawn.replace.length > 0 || drawn.command === "destroy")) this.#meddling.mustLook = true;
    if (isWell && drawn.refresh) this.#meddling.mustLook = false;
    return isWell;
  }

  /** The time of the next run: mostly when something is due, and never so late that a credential would end first. */
  async #drawTime(): Promise<number> {
    const { now, stack, services, consumers } = this.#scene;
    const dues = (await stack.recorded()).flatMap(({ nextRunBy }) => (nextRunBy ? [Date.parse(nextRunBy)] : []));
    const used = consumers.map(({ current }) => current);
    const ends = (await services.look()).keys.flatMap(({ id, notAfter }) =>
      notAfter !== undefined && used.includes(id) ? [notAfter - MARGIN] : [],
    );
    const how = this.#dice.weighted({ due: 7, minutes: 1, days: 2, "even hour": 1 });
    const due = Math.min(...dues, now + 100 * DAY) + this.#dice.whole(0, 12 * DAY);
    const drawn = {
      due,
      minutes: now + this.#dice.whole(1, 90) * MINUTE,
      days: now + this.#dice.whole(1, 10) * DAY,
      // Times of keys are round values there, so that clocks that differ fall on both sides.
      "even hour": Math.ceil((now + DAY) / (2 * HOUR)) * 2 * HOUR + this.#dice.whole(-240, 240) * 1000,
    }[how];
    return Math.max(now + MINUTE, Math.min(drawn, ...ends));
  }

  #drawReplacements(): readonly string[] {
    if (!this.#dice.chance(0.12)) return [];
    return [this.#dice.pick(PROGRAM)].map(({ type, name }) => `${type} ${name}`);
  }
}

/** @param adopts existing objects without a record */
function calm(adopts: boolean): Omit<Drawn, "skews" | "order"> {
  return { command: "up", trouble: NOTHING, replace: [], refresh: true, adopts };
}
