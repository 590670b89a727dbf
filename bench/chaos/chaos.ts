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
/** How far the provider's clock may be from the services', in seconds. */
const MOST_SKEW = 300;
/** Troubled runs in a row, after which people see to it that one goes well. */
const MOST_TROUBLES = 4;
/** Runs without trouble of which one must go well. */
const PATIENCE = 14;
/** Of those, the ones that follow each other quickly. Between the others days pass: an overlap may have to end. */
const QUICK = 2;
const PAUSE = 4 * DAY;
/** People look into it before a credential ends. */
const MARGIN = 5 * DAY;
/** Longer than any overlap. */
const PAST_OVERLAPS = 16 * DAY;

export interface ChaosOptions {
  readonly seed: number;
  /** How many rotations there are to be. */
  readonly rotations: number;
  /** Is told what was seen so far, after every round. */
  readonly onRound?: (seen: Chaos) => void;
}

/** What was seen. */
export interface Chaos {
  readonly rotations: number;
  /** Those of client keys among them. */
  readonly clientKeys: number;
  readonly uses: number;
  /** Keys that carried our label and were not ours for certain. */
  readonly found: number;
  /** Keys that a replaced access point took along, and that a run which ended well recorded still. */
  readonly stale: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly failures: readonly Failure[];
  readonly history: History;
}

/** Runs of an engine in which anything may go wrong, until there were as many rotations as asked for. */
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

  /** People see to it that a run goes well: what is in the way, and was announced, they delete. */
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
    // What a run has begun to take away is looked after, unless it said that all went well.
    if (!isWell && (drawn.replace.length > 0 || drawn.command === "destroy")) this.#meddling.mustLook = true;
    if (isWell && drawn.refresh) this.#meddling.mustLook = false;
    return isWell;
  }

  /** When the next run is: mostly when something is due, and never so late that a credential would end before. */
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
      // Stamps of keys are round values there: clocks that differ fall on both sides.
      "even hour": Math.ceil((now + DAY) / (2 * HOUR)) * 2 * HOUR + this.#dice.whole(-240, 240) * 1000,
    }[how];
    return Math.max(now + MINUTE, Math.min(drawn, ...ends));
  }

  #drawReplacements(): readonly string[] {
    if (!this.#dice.chance(0.12)) return [];
    return [this.#dice.pick(PROGRAM)].map(({ type, name }) => `${type} ${name}`);
  }
}

/** @param adopts what is there and isn't recorded */
function calm(adopts: boolean): Omit<Drawn, "skews" | "order"> {
  return { command: "up", trouble: NOTHING, replace: [], refresh: true, adopts };
}
