import type { Secret } from "../../core/secret";
import type { Grant, IssuedToken, TokenSource } from "./source";

/** Milliseconds before its end at which a token is replaced. */
const MARGIN = 60_000;
/** Of a token that lives for less than five minutes, this part of its life. */
const SHARE = 0.2;
/** How long a refresh that failed is not tried again while the old token still counts. */
const PAUSE = 10_000;
/** A token that came in place of a refused one, and is refused again within this time, is not to blame. */
const BEYOND_DOUBT = 300_000;

interface Held extends IssuedToken {
  readonly since: number;
  /** Whether it came in place of a refused one. */
  readonly renewed: boolean;
}

/**
 * Keeps the token of one credential for the whole process. Calls at the same time share one request; a token is replaced
 * before its end, and while that fails the old one is used for as long as it counts.
 * @param now milliseconds since 1970, by the real clock: tokens know nothing of one that was moved for a preview
 */
export function cachedTokens(grant: Grant, now: () => number): TokenSource {
  let held: Held | undefined;
  let underWay: Promise<Held> | undefined;
  let notBefore = Number.NEGATIVE_INFINITY;
  let refused = false;

  const renew = (): Promise<Held> => {
    underWay ??= ask(grant, now, refused)
      .then((issued) => {
        held = issued;
        refused = false;
        return issued;
      })
      .finally(() => {
        underWay = undefined;
      });
    return underWay;
  };
  return {
    renews: true,
    async token(): Promise<Secret> {
      const old = held;
      const time = now();
      if (old && (time < dueAt(old) || (time < notBefore && counts(old, time)))) return old.value;
      try {
        return (await renew()).value;
      } catch (error) {
        if (!old || old !== held || !counts(old, now())) throw error;
        notBefore = now() + PAUSE;
        return old.value;
      }
    },
    forget(token: Secret): void {
      if (!held?.value.equals(token) || (held.renewed && now() < held.since + BEYOND_DOUBT)) return;
      held = undefined;
      refused = true;
    },
  };
}

async function ask(grant: Grant, now: () => number, renewed: boolean): Promise<Held> {
  const since = now();
  return { ...(await grant()), since, renewed };
}

function dueAt({ until, since }: Held): number {
  return until === undefined ? Number.POSITIVE_INFINITY : until - Math.min(MARGIN, (until - since) * SHARE);
}

function counts({ until }: Held, time: number): boolean {
  return until === undefined || time < until;
}
