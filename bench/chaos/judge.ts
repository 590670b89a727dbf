import { type Books, type Change, keyOf } from "./books";
import { type Refusal, SLACK } from "./consumer";
import type { Recorded } from "./engine";
import type { History } from "./history";
import type { LiveKey } from "./services";
import type { Credential } from "./world";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Conditions that must never occur, by the name under which they are counted. */
export const GOALS = {
  refused: "refused uses of a recorded credential inside its overlap",
  left: "live keys ours for certain, outside current and previous after a run past the overlap",
  unannounced: "found keys that no run announced",
  touched: "found keys that a run deleted, or put under a deadline, unasked",
  plaintext: "secrets in clear on disk or in output",
  stuck: "times that no run went well any more",
} as const;

export type Goal = keyof typeof GOALS;

export interface Failure {
  readonly goal: Goal;
  readonly what: string;
  readonly history: readonly string[];
}

/** Compares the observations with the goals. */
export class Judge {
  readonly #books: Books;
  readonly #history: History;
  readonly #announced = new Set<string>();
  /** The time at which a run that went well first saw a key of ours that no state records. */
  readonly #seenAt = new Map<string, number>();
  readonly #told = new Set<string>();
  readonly found = new Set<string>();
  /** The found keys whose access point a run deleted. */
  readonly taken = new Set<string>();
  readonly failures: Failure[] = [];

  constructor(books: Books, history: History) {
    this.#books = books;
    this.#history = history;
  }

  isAnnounced(id: string): boolean {
    return this.#announced.has(id);
  }

  refused(refusals: readonly Refusal[]): void {
    for (const { id, text } of refusals) this.#fail("refused", text, id);
  }

  plaintext(places: readonly string[]): void {
    for (const place of places) this.#fail("plaintext", place);
  }

  stuck(output: string): void {
    this.#fail("stuck", `no run goes well any more: ${output.slice(-2000)}`);
  }

  /** Checks a run's actions on keys that it may only announce, and notes the keys that it named. */
  run(change: Change, lineages: ReadonlyMap<string, number>): void {
    const output = change.ended.map((ended) => ended.output).join("\n");
    for (const { id } of change.before.seen.keys) if (output.includes(id)) this.#announced.add(id);
    const found = this.#unrecorded(change.before.seen.keys, change.before.records, change.now).filter(
      ({ id, type }) => !(isEnded({ type }) && this.#books.isOurs(id, lineages)) && this.#isOld(id, change.now),
    );
    const recorded = change.after.records;
    for (const { id, type } of found) {
      const isGone = !change.after.seen.keys.some((key) => key.id === id);
      if (isGone && (type === "RootKey" || change.deleted.has(id)))
        this.#fail("touched", `${id} was found, and is deleted`, id);
      const isDated = recorded.some(
        ({ key, previous }) => !change.recovered.has(key) && previous.some(({ clientKeyId }) => clientKeyId === id),
      );
      if (isDated) this.#fail("touched", `${id} was found, and is put under a deadline`, id);
    }
  }

  /** Checks the order that a run which went well must leave. */
  order({ now, before, after, ended }: Change): void {
    for (const { previous } of after.records)
      for (const { clientKeyId: id, retireAfter } of previous)
        if (Date.parse(retireAfter) + SLACK < now && after.seen.keys.some((key) => key.id === id))
          this.#fail("left", `${id} is still there, and was to go after ${retireAfter}`, id);
    for (const { id } of this.#unrecorded(after.seen.keys, after.records, now)) {
      const credential = this.#books.originOf(id)?.credential;
      if (!before.seen.keys.some((key) => key.id === id) || !credential) continue;
      if (isEnded(credential) && this.#books.isOurs(id)) this.#ours(id, credential, now);
      else this.#found(id, credential);
      // A refresh sees all keys of an instance.
      if (credential.type === "RootKey" && !ended.some(({ output }) => output.includes(id)))
        this.#fail("unannounced", `${keyOf(credential)}: ${id} is in no record, and this run did not name it`, id);
    }
  }

  /** Checks that a run which destroyed everything left nothing. @param lineages of the state before */
  destroyed({ now, before, after }: Change, lineages: ReadonlyMap<string, number>): void {
    for (const { id } of this.#unrecorded(after.seen.keys, after.records, now)) {
      const credential = this.#books.originOf(id)?.credential;
      if (!credential || !before.records.some(({ key }) => key === keyOf(credential))) continue;
      if (isEnded(credential) && this.#books.isOurs(id, lineages))
        this.#fail("left", `${keyOf(credential)}: ${id} outlives a destroy`, id);
      else this.#found(id, credential);
    }
  }

  #ours(id: string, credential: Credential, now: number): void {
    const seenAt = this.#seenAt.get(id) ?? now;
    this.#seenAt.set(id, seenAt);
    if (now <= seenAt + credential.overlapDays * DAY + SLACK) return;
    this.#fail("left", `${keyOf(credential)}: ${id} is ours for certain, and neither current nor previous`, id);
  }

  #found(id: string, credential: Credential): void {
    this.found.add(id);
    if (!this.#announced.has(id)) this.#fail("unannounced", `${keyOf(credential)}: ${id} was found and not named`, id);
  }

  /** Usable keys that the state names neither as current nor as previous. */
  #unrecorded(keys: readonly LiveKey[], records: readonly Recorded[], now: number): readonly LiveKey[] {
    const named = new Set(
      records.flatMap(({ id, previous, replaced }) => [
        id,
        ...previous.map(({ clientKeyId }) => clientKeyId),
        ...replaced,
      ]),
    );
    return keys.filter(({ id, notAfter = Number.POSITIVE_INFINITY }) => notAfter > now && !named.has(id));
  }

  /** A run may take a key made within the last hour for its own, if the key is as wanted. */
  #isOld(id: string, now: number): boolean {
    const origin = this.#books.originOf(id);
    return origin !== undefined && now - origin.madeAt > HOUR + SLACK;
  }

  /** Reports each failure once. */
  #fail(goal: Goal, what: string, id?: string): void {
    const key = `${goal} ${id ?? what}`;
    if (this.#told.has(key)) return;
    this.#told.add(key);
    this.#history.add(`FAILURE: ${what}`);
    const credential = id === undefined ? undefined : this.#books.originOf(id)?.credential;
    const history =
      id === undefined ? this.#history.last(20) : this.#history.about(id, credential ? keyOf(credential) : id);
    this.failures.push({ goal, what, history });
  }
}

/** Whether the program ends a key that is ours by itself. Data may depend on a root key: it is announced like a found one. */
function isEnded({ type }: Pick<LiveKey, "type">): boolean {
  return type === "ClientKey";
}
