import { kept } from "../core/memo";

/** What counts until a time. */
export interface Issued<T> {
  readonly value: T;
  /** Milliseconds since 1970, by our own real clock; unknown when the service doesn't say. */
  readonly until: number | undefined;
}

/** A token or a session that is kept for the whole process, and renewed before it ends. */
export interface Renewing<T, A extends readonly string[]> {
  get(...about: A): Promise<T>;
  /** A service refused one that seemed good: the next one is a new one, unless this one was new already. */
  forget(refused: T): void;
}

/** Milliseconds before its end at which one is replaced. */
const MARGIN = 60_000;
/** Of one that lives for less than five minutes, this part of its life. */
const SHARE = 0.2;
/** How long a refresh that failed is not tried again while the old one still counts. */
const PAUSE = 10_000;
/** One that came in place of a refused one, and is refused again within this time, is not to blame. */
const BEYOND_DOUBT = 300_000;

interface Held<T> extends Issued<T> {
  readonly since: number;
  readonly renewed: boolean;
}

/**
 * Keeps what `grant` gives. Calls at the same time share one request, whatever they are about; whoever waited for one about
 * something else, and in vain, makes another. It is replaced before its end, and while that fails the old one is used for as
 * long as it counts.
 * @param now milliseconds since 1970, by the real clock: a service knows nothing of one that was moved for a preview
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
    // Another request has been answered meanwhile.
    if (held && held !== before) return held.value;
    // Only now: the one of before may have been refused meanwhile.
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
