import { isKeysmithError } from "../core/errors";
import { unlessGone } from "../core/patterns/gone";
import type { AlibabaContext } from "./api/client";
import type { Operation } from "./api/operation";

export interface Place {
  readonly region: string;
  readonly name: string;
}

export interface Nameable<R = unknown> {
  readonly kind: string;
  readonly describe: Operation<R>;
}

/**
 * What the service says of an object; nothing when there is none. Asked once in a run, until the object is written: whoever
 * names it needs the same answer.
 */
export function described<R>(context: AlibabaContext, what: Nameable<R>, place: Place): Promise<R | undefined> {
  const ask = () => unlessGone(context.client.call(what.describe, place.region, { Name: place.name }));
  return context.memo.once(answerOf(what, place), ask);
}

/** After a write, or one of which nobody knows what it did. */
export function forgetDescribed({ memo }: AlibabaContext, what: Nameable, place: Place): void {
  memo.forget(answerOf(what, place));
}

function answerOf({ kind }: Nameable, { region, name }: Place): string {
  return `alibaba: ${kind} ${region}/${name}`;
}

export interface Binding {
  readonly to: Nameable;
  /** What holds until there is one. */
  readonly lack: string;
}

/**
 * Warns of names under which there is nothing: the service binds what isn't there, and deletes what is bound, without a word.
 * Never fails: what could not be found out is said.
 * @param subject what names them: `AccessPoint "orders"`
 * @param areThere whether it is known already, and needs no call
 */
export async function warnOfMissing(
  context: AlibabaContext,
  { to, lack }: Binding,
  subject: string,
  places: readonly Place[],
  areThere: (place: Place) => boolean = () => false,
): Promise<void> {
  const lookUp = async (place: Place): Promise<void> => {
    const called = `${to.kind} ${JSON.stringify(place.name)}`;
    try {
      if (await described(context, to, place)) return;
      context.log.warn(`${subject}: there is no ${called} in ${place.region}; until there is one, ${lack}`);
    } catch (error) {
      if (!isKeysmithError(error)) throw error;
      context.log.warn(`${subject}: nobody knows whether there is a ${called} in ${place.region}: ${error.problem}`);
    }
  };
  await Promise.all(places.filter((place) => !areThere(place)).map(lookUp));
}
