import { AS_OF } from "./clock";
import { type Definition, subjectOf, type Values } from "./definition";
import { ClockMovedError, ConflictError, NotFoundError } from "./errors";
import { fieldsOf } from "./fields";
import { withDefaults } from "./left-out";
import { readState, updateState } from "./lifecycle";
import { joined } from "./message";
import { momentOf } from "./moments";
import { plan } from "./plan";
import type { Reason } from "./reasons";
import type { Revocation } from "./revocable";
import { hasCome } from "./rotation";
import type { Context } from "./run";

/** What became of a credential that was to be ended. */
export type Fate =
  /** It was ended now. */
  | "ended"
  /** The service no longer had it. */
  | "gone"
  /** It still works. */
  | "kept";

/**
 * Ends the replaced credentials, as the service has them now; the current one stays. Records nothing: the engine's next refresh
 * finds them gone.
 * @param ids the credentials to end, in this order, so that a failed call leaves the first ones ended
 * @param tell called with each credential as soon as its fate is known
 * @throws NotFoundError when the current credential is gone, ConflictError when it has ended or isn't as it was made, as
 * applications would be left without one, and ClockMovedError when the clock doesn't tell whether it has ended
 */
export async function endReplaced(
  definition: Definition,
  revocation: Revocation<Values>,
  context: Context<unknown>,
  recorded: Values,
  ids: readonly string[],
  tell: (id: string, fate: Fate) => void,
): Promise<void> {
  const subject = subjectOf(definition, recorded);
  requireRealTime(subject, context);
  requireWorking(definition, recorded, context);
  let state = await readState(definition, context, recorded);
  if (!state) throw new NotFoundError(`${subject} is gone, and nothing was ended`, RUN_FIRST);
  requireWorking(definition, state, context);
  const inputs = { ...withDefaults(fieldsOf(definition.inputs), state), ...revocation.ending };
  const reasons = revocations(definition, context, state, inputs);
  const there = new Set(revocation.replaced(state));
  for (const id of ids) {
    if (!there.has(id)) {
      tell(id, "gone");
      continue;
    }
    const about = reasons.map((reason) => ({ ...reason, about: [id] }));
    state = await updateState(definition, context, state, inputs, { action: "update", reasons: about });
    // A record without it doesn't prove that it was deleted: it may have been left to another resource.
    tell(id, context.ledger.hasDeleted(revocation.address(state, id)) ? "ended" : "kept");
  }
}

/** A moved clock doesn't tell what works now. @throws ClockMovedError */
export function requireRealTime(subject: string, { clock }: Pick<Context<unknown>, "clock">): void {
  if (clock.movedTo === undefined) return;
  throw new ClockMovedError(
    `${subject}: nothing was ended: the clock is moved to ${clock.movedTo}, so it is not known what works now`,
    `Unset ${AS_OF}, then call this again.`,
  );
}

function requireWorking(definition: Definition, state: Values, { clock }: Context<unknown>): void {
  const end = momentOf(definition.moments?.(state) ?? [], "end");
  if (!end || !hasCome(end.at, clock.now())) return;
  const subject = subjectOf(definition, state);
  throw new ConflictError(
    `${subject}: nothing was ended: ${end.about}, which it hands out, ended on ${end.at}`,
    RUN_FIRST,
  );
}

/** @throws ConflictError when the current credential isn't as it was made */
function revocations(
  definition: Definition,
  { clock, ledger }: Context<unknown>,
  state: Values,
  inputs: Values,
): readonly Reason[] {
  // A time long past, so that only what no clock decides is due: a rotation, where the current one isn't what or where it should be.
  const { reasons } = plan(definition, state, inputs, clock.now(), { dueAt: new Date(0), ledger });
  const renewal = reasons.filter(({ code }) => code === "rotate" || code === "mend");
  if (renewal.length === 0) return reasons.filter(({ code }) => code === "revoke");
  const why = joined(
    renewal.map(({ message }) => message),
    "; ",
  );
  throw new ConflictError(joined([`${subjectOf(definition, state)}: nothing was ended: `, why]), RUN_FIRST);
}

const RUN_FIRST = "Run the engine first, so that another one is made and recorded, then call this again.";
