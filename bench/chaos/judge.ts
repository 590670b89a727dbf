import { type Books, type Change, keyOf } from "./books";
import { type Refusal, SLACK } from "./consumer";
import type { Recorded } from "./engine";
import type { History } from "./history";
import type { LiveKey } from "./services";
import type { Credential } from "./world";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** What must never be, by the name under which it is counted. */
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

/** Holds what is seen against the goals. */
export class Judge {
  readonly #books: Books;
  readonly #history: History;
  readonly #announced = new Set<string>();
  /** When a run that went well first saw a key of ours that no state records. */
  readonly #seenAt = new Map<string, number>();
  readonly #told = new Set<string>();
  readonly found = new Set<string>();
  /** Of those, the ones whose access point a run deleted. */
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

  /** What a run did to keys that it may only announce, and which ones it named. */
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

  /** What a run that went well must have left in order. */
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

  /** What a run that destroyed everything must not have left. @param lineages of the state that there was */
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

  /** Keys that can be used, and that the state names neither as current nor as previous. */
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

  /** What was made within the hour may be taken for the run's own, where it is what is wanted. */
  #isOld(id: string, now: number): boolean {
    const origin = this.#books.originOf(id);
    return origin !== undefined && now - origin.madeAt > HOUR + SLACK;
  }

  /** Each thing once. */
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

/** Whether a key that is ours is ended by itself. Data may hang on a root key: it is announced like what was found. */
function isEnded({ type }: Pick<LiveKey, "type">): boolean {
  return type === "ClientKey";
}
