import type { Ended, Recorded } from "./engine";
import type { History } from "./history";
import type { LiveKey, Seen } from "./services";
import { CREDENTIALS, type Credential } from "./world";

const YEAR = 365 * 86_400_000;

/** The maker of a key, as far as it can be known from outside. */
interface Origin {
  readonly credential: Credential;
  /** The lineage of the record for which it was made; undefined when it never came to a record. */
  readonly lineage: number | undefined;
  readonly run: number;
  readonly madeAt: number;
}

/** A saved state, with the lineage of each of its records. */
export interface Kept {
  readonly snapshot: unknown;
  readonly lineages: ReadonlyMap<string, number>;
}

/** The services and records before and after one run, or two simultaneous ones. */
export interface Change {
  readonly run: number;
  readonly now: number;
  readonly before: { readonly seen: Seen; readonly records: readonly Recorded[] };
  readonly after: { readonly seen: Seen; readonly records: readonly Recorded[] };
  /** The runs, each with its records. */
  readonly ended: readonly Ended[];
  /** Ids of client keys whose deletion was requested; others disappear with their access point. */
  readonly deleted: ReadonlySet<string>;
  /** Whether the runs give up a record whose object is gone, and begin another. */
  readonly refresh: boolean;
  /** Keys of resources whose program asks to put found keys under a deadline. */
  readonly recovered: ReadonlySet<string>;
  /** Keys of records to replace on an engine that does not tell creates what they replace. */
  readonly replacedUntold: ReadonlySet<string>;
}

/**
 * The owner of each key. A record's lineage begins when a resource without a record is created, and continues through rotations
 * and replacements: a key made for a lineage is ours for certain while a record of the lineage is in the state.
 * A replacement begins another lineage on an engine that does not tell creates what they replace: such a create is like a first
 * one, and gets no nonce of the old record. A key that it made but could not record is therefore found, and if it went well, so
 * are the keys of the old record.
 */
export class Books {
  readonly #history: History;
  readonly #origins = new Map<string, Origin>();
  #lineages = new Map<string, number>();
  #lastLineage = 0;
  /** Keys that replaced a recorded one, and new versions of root keys. */
  rotations = 0;
  clientKeys = 0;

  constructor(history: History) {
    this.#history = history;
  }

  get lineages(): ReadonlyMap<string, number> {
    return new Map(this.#lineages);
  }

  originOf(id: string): Origin | undefined {
    return this.#origins.get(id);
  }

  /** Whether the present state proves that a key is its own. */
  isOurs(id: string, lineages: ReadonlyMap<string, number> = this.#lineages): boolean {
    const origin = this.#origins.get(id);
    return origin?.lineage !== undefined && lineages.get(keyOf(origin.credential)) === origin.lineage;
  }

  /** Follows a state that was put back or lost. */
  turnTo(lineages: ReadonlyMap<string, number>): void {
    this.#lineages = new Map(lineages);
  }

  note(change: Change): void {
    const next = new Map<string, number>();
    for (const credential of CREDENTIALS) {
      const key = keyOf(credential);
      const [old, recorded] = [change.before.records, change.after.records].map((records) =>
        records.find((record) => record.key === key),
      );
      const lineage = old && this.#goesOn(old, recorded, change) ? this.#lineages.get(key) : undefined;
      const isUntold = change.replacedUntold.has(key);
      this.#noteMade(credential, change, isUntold ? undefined : lineage);
      const isAnother = isUntold && old?.id !== recorded?.id;
      const kept = isAnother ? undefined : lineage;
      if (recorded) next.set(key, kept ?? this.#begunWith(recorded, credential, change));
      if (old && recorded) this.#count(old, recorded);
    }
    this.#lineages = next;
    this.#noteGone(change);
  }

  /** A run that refreshes gives up a record once all of its keys are gone; a key of IBM may be restored. */
  #goesOn(old: Recorded, recorded: Recorded | undefined, { before, refresh }: Change): boolean {
    const known = [old.id, ...old.previous.map(({ clientKeyId }) => clientKeyId)];
    const isIts = (id: string): boolean => {
      const origin = this.#origins.get(id);
      return known.includes(id) || (origin !== undefined && keyOf(origin.credential) === old.key && this.isOurs(id));
    };
    return !refresh || old.id === recorded?.id || before.seen.keys.some(({ id }) => isIts(id));
  }

  #noteMade(credential: Credential, { run, now, before, after, ended }: Change, lineage: number | undefined): void {
    const key = keyOf(credential);
    const begun = new Map<Ended, number>();
    for (const live of after.seen.keys.filter((each) => isOf(each, credential))) {
      if (before.seen.keys.some(({ id }) => id === live.id)) continue;
      const by = ended.find(({ records }) => records.some((record) => record.key === key && record.id === live.id));
      // When two runs both begin a record, nobody can tell which of them made a key that neither has recorded.
      const maker = by ?? (ended.length === 1 ? ended[0] : undefined);
      if (maker && !begun.has(maker)) begun.set(maker, this.#begin());
      const own = lineage ?? (maker && begun.get(maker));
      this.#origins.set(live.id, { credential, lineage: own, run, madeAt: now });
      this.#history.add(`${key}: ${live.id} was made${by ? " and recorded" : " and is not recorded"}`);
    }
  }

  /** The lineage of a new record. From now on, a key that it adopted belongs to it. */
  #begunWith({ id }: Recorded, credential: Credential, { run, now }: Change): number {
    const origin = this.#origins.get(id);
    if (origin?.run === run && origin.lineage !== undefined) return origin.lineage;
    const lineage = this.#begin();
    this.#origins.set(id, { madeAt: now, run, ...origin, credential, lineage });
    return lineage;
  }

  #begin(): number {
    this.#lastLineage += 1;
    return this.#lastLineage;
  }

  #count(old: Recorded, recorded: Recorded): void {
    const isNew = old.id !== recorded.id;
    this.rotations += isNew ? 1 : Math.max(0, (recorded.version ?? 1) - (old.version ?? 1));
    if (isNew && recorded.key.startsWith("ClientKey")) this.clientKeys += 1;
  }

  #noteGone({ before, after, deleted }: Change): void {
    for (const { id, type, holder } of before.seen.keys) {
      if (after.seen.keys.some((live) => live.id === id)) continue;
      const how = type === "RootKey" || deleted.has(id) ? "" : ` with its access point ${holder}`;
      this.#history.add(`${id} was deleted${how}`);
    }
  }
}

export function keyOf({ type, name }: { readonly type: string; readonly name: string }): string {
  return `${type} ${name}`;
}

/** Whether a key was made for a resource: two client keys of one access point differ in their validity. */
function isOf({ type, holder, notBefore, notAfter }: LiveKey, credential: Credential): boolean {
  if (type !== credential.type || holder !== credential.holder) return false;
  if (notBefore === undefined || notAfter === undefined) return true;
  return Math.round((notAfter - notBefore) / YEAR) === credential.validityYears;
}
