import { type Kept, keyOf } from "./books";
import type { Dice } from "./dice";
import type { Scene } from "./scene";
import { CREDENTIALS, type Credential, PROGRAM } from "./world";

const MOST_KEPT = 6;
/** At most three client keys per access point, per the application access point overview. */
const MOST_KEYS = 3;

/** People's actions beside the runs, on the services and the state. */
export class Meddling {
  readonly #scene: Scene;
  readonly #dice: Dice;
  readonly #kept: Kept[] = [];
  readonly counts = {
    "deleted by hand": 0,
    "states put back": 0,
    "states lost": 0,
    "rotations asked for": 0,
    "recoveries asked for": 0,
  };
  /** Whether the next run must refresh: something has changed without its knowledge. */
  mustLook = false;

  constructor(scene: Scene, dice: Dice) {
    this.#scene = scene;
    this.#dice = dice;
  }

  /** Keeps a copy of the state, as a backup would. */
  async keep(): Promise<void> {
    this.#kept.push({ snapshot: await this.#scene.stack.snapshot(), lineages: this.#scene.books.lineages });
    if (this.#kept.length > MOST_KEPT) this.#kept.shift();
  }

  async meddle(): Promise<void> {
    const what = this.#dice.weighted({ nothing: 10, trigger: 20, key: 3, named: 1, putBack: 4, lose: 1 });
    if (what === "trigger") await this.#askForRotation();
    if (what === "key") await this.#deleteKey();
    if (what === "named") await this.#deleteNamed();
    if (what === "putBack" && this.#kept.length > 0) await this.#putBack(this.#dice.pick(this.#kept));
    if (what === "lose") await this.#putBack(undefined);
  }

  /** Deletes announced keys by hand that nobody uses: the found ones, and in a full access point all of them. */
  async tidy(): Promise<void> {
    const { services, books, judge, consumers } = this.#scene;
    const used = new Set([...consumers.flatMap(({ ids }) => ids), ...(await this.#namedIds())]);
    const { keys } = await services.look();
    const isFull = (holder: string): boolean => keys.filter((key) => key.holder === holder).length >= MOST_KEYS;
    for (const { type, id, holder } of keys) {
      if (!judge.isAnnounced(id) || used.has(id) || (books.isOurs(id) && !isFull(holder))) continue;
      await this.#remove(type, id, "nobody uses it");
    }
  }

  /** Asks in the program to put announced keys under a deadline. */
  async recover(): Promise<void> {
    const { services, books, judge, recovered, history } = this.#scene;
    const recorded = await this.#namedIds();
    const { keys } = await services.look();
    const found = keys.filter(({ id }) => judge.isAnnounced(id) && !recorded.includes(id) && !books.isOurs(id));
    for (const { id, type } of found) {
      const credential = books.originOf(id)?.credential;
      if (!credential || type !== "ClientKey" || recovered.has(keyOf(credential))) continue;
      history.begin(`somebody asks to recover what was found of ${keyOf(credential)}`);
      recovered.add(keyOf(credential));
      this.counts["recoveries asked for"] += 1;
    }
  }

  /** When nothing else helps: deletes everything by hand, and the state with it. */
  async startOver(): Promise<void> {
    const { services, stack, books } = this.#scene;
    const seen = await services.look();
    for (const { type, id } of seen.keys) await this.#remove(type, id, "everything begins anew");
    for (const key of [...seen.named].reverse()) {
      const [type = "", name = ""] = key.split(" ");
      await services.remove(type, name);
    }
    this.#scene.isCut = true;
    await stack.restore(undefined);
    books.turnTo(new Map());
    this.#kept.length = 0;
  }

  /** Nobody requests a rotation for which the service has no room. */
  async #askForRotation(): Promise<void> {
    const { keys } = await this.#scene.services.look();
    const isAlone = ({ type, holder }: Credential): boolean =>
      type === "ClientKey" && keys.filter((key) => key.holder === holder).length === 1;
    const asked = CREDENTIALS.filter((credential) => isAlone(credential) && this.#dice.chance(0.8));
    for (const credential of asked) {
      this.counts["rotations asked for"] += 1;
      this.#scene.triggers.set(keyOf(credential), `request ${this.counts["rotations asked for"]}`);
      this.#scene.history.begin(`somebody asks for a rotation of ${keyOf(credential)}`);
    }
  }

  async #deleteKey(): Promise<void> {
    const { keys } = await this.#scene.services.look();
    if (keys.length === 0) return;
    const { type, id } = this.#dice.pick(keys);
    await this.#remove(type, id, "it was deleted by hand");
  }

  async #remove(type: string, id: string, reason: string): Promise<void> {
    this.#scene.history.begin(`${type} ${id} is deleted by hand: ${reason}`);
    this.#scene.forgive([id], reason);
    await this.#scene.services.remove(type, id);
    this.counts["deleted by hand"] += 1;
    this.mustLook = true;
  }

  /** An access point's keys go with it. */
  async #deleteNamed(): Promise<void> {
    const { type, name } = this.#dice.pick(PROGRAM.filter((member) => member.args["rotation"] === undefined));
    const { keys, named } = await this.#scene.services.look();
    if (!named.includes(`${type} ${name}`)) return;
    this.#scene.history.begin(`${type} ${name} is deleted by hand`);
    this.#scene.isCut = true;
    if (type === "AccessPoint")
      this.#scene.forgive(
        keys.filter(({ holder }) => holder === name).map(({ id }) => id),
        `${name} was deleted by hand`,
      );
    await this.#scene.services.remove(type, name);
    this.counts["deleted by hand"] += 1;
    this.mustLook = true;
  }

  async #putBack(kept: Kept | undefined): Promise<void> {
    const { stack, books, history } = this.#scene;
    history.begin(kept ? "an old state is put back" : "the state is lost");
    this.counts[kept ? "states put back" : "states lost"] += 1;
    await stack.restore(kept?.snapshot);
    books.turnTo(kept?.lineages ?? new Map());
    this.mustLook = true;
  }

  async #namedIds(): Promise<readonly string[]> {
    const records = await this.#scene.stack.recorded();
    return records.flatMap(({ id, previous }) => [id, ...previous.map(({ clientKeyId }) => clientKeyId)]);
  }
}
