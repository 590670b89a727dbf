import { kept } from "../core/memo";

/** A value that is valid until a time. */
export interface Issued<T> {
  readonly value: T;
  /** Milliseconds since 1970, by our own real clock; undefined when the service doesn't say. */
  readonly until: number | undefined;
}

/** A token or a session, kept for the whole process and renewed before it ends. */
export interface Renewing<T, A extends readonly string[]> {
  get(...about: A): Promise<T>;
  /** Notes that a service refused a value that seemed good: the next one is new, unless this one has just replaced a refused one. */
  forget(refused: T): void;
}

/** Milliseconds before its end at which a value is replaced. */
const MARGIN = 60_000;
/** For a value that lives for less than five minutes, this part of its life. */
const SHARE = 0.2;
/** For this long after a failed refresh no other is tried while the old value is still valid. */
const PAUSE = 10_000;
/** A value that replaced a refused one, and is refused again within this time, is not to blame. */
const BEYOND_DOUBT = 300_000;

interface Held<T> extends Issued<T> {
  readonly since: number;
  readonly renewed: boolean;
}

/**
 * Keeps the value that `grant` gives. Calls at the same time share one request, whatever their arguments; a caller that waited in
 * vain for a request with other arguments makes another. The value is replaced before its end; while that fails, the old one is
 * used for as long as it is valid.
 * @param now milliseconds since 1970, by the real clock: a service knows nothing of a clock that was moved for a preview
 */
export function renewing<T, A extends readonly string[]>(
  grant: (...about: A) => Promise<Issued<T>>,
  now: () => number,
  same: (one: T, other: T) => boolean,
): Renewing<T, A> {
  let held: Held<T> | undefined;
  const underWay = new Map<string, Promise<T>>();
  let notBefore = Number.NEGATIVE_INFINITY;
  let refused = false;

  const ask = async (about: A): Promise<T> => {
    const [since, before] = [now(), held];
    const issued = await grant(...about);
    // Another request was answered meanwhile.
    if (held && held !== before) return held.value;
    // Read only now, as the previous value may have been refused meanwhile.
    held = { ...issued, since, renewed: refused };
    refused = false;
    return held.value;
  };
  const request = (about: A): Promise<T> => {
    const key = JSON.stringify(about);
    return kept(underWay, key, () => ask(about).finally(() => underWay.delete(key)));
  };
  const renewed = async (about: A): Promise<T> => {
    const [first = request(about)] = underWay.values();
    const isOthers = first !== underWay.get(JSON.stringify(about));
    return first.catch((error: unknown) => {
      if (!isOthers) throw error;
      return held && counts(held, now()) ? held.value : request(about);
    });
  };
  return {
    async get(...about) {
      const old = held;
      const time = now();
      if (old && (time < dueAt(old) || (time < notBefore && counts(old, time)))) return old.value;
      try {
        return await renewed(about);
      } catch (error) {
        if (!held || !counts(held, now())) throw error;
        if (held === old) notBefore = now() + PAUSE;
        return held.value;
      }
    },
    forget(token) {
      if (!held || !same(held.value, token) || (held.renewed && now() < held.since + BEYOND_DOUBT)) return;
      held = undefined;
      refused = true;
    },
  };
}

function dueAt({ until, since }: Held<unknown>): number {
  return until === undefined ? Number.POSITIVE_INFINITY : until - Math.min(MARGIN, (until - since) * SHARE);
}

function counts({ until }: Held<unknown>, time: number): boolean {
  return until === undefined || time < until;
}
