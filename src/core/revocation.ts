import { type Definition, subjectOf, type Values } from "./definition";
import { ConflictError, NotFoundError } from "./errors";
import { fieldsOf } from "./fields";
import { withDefaults } from "./left-out";
import { readState, updateState } from "./lifecycle";
import { joined } from "./message";
import { plan } from "./plan";
import type { Revocation } from "./revocable";
import type { Context } from "./run";

/**
 * Ends what was replaced, as the service has it now; the current credential stays. Records nothing: the next refresh of the engine
 * finds them gone. Done also when they were gone already.
 * @returns the ids of what was ended
 * @throws NotFoundError when the current credential is gone, and ConflictError when it isn't as it was made: applications would be
 * left without one
 */
export async function endReplaced(
  definition: Definition,
  revocation: Revocation<Values>,
  context: Context<unknown>,
  recorded: Values,
): Promise<readonly string[]> {
  const subject = subjectOf(definition, recorded);
  const state = await readState(definition, context, recorded);
  if (!state) throw new NotFoundError(`${subject} is gone, and nothing was ended`, RUN_FIRST);
  const inputs = { ...withDefaults(fieldsOf(definition.inputs), state), ...revocation.ending };
  // Of old, so that only what no clock decides is due: a rotation, where the current one isn't what it was.
  const planned = plan(definition, state, inputs, context.clock.now(), { dueAt: new Date(0), ledger: context.ledger });
  const renewal = planned.reasons.filter(({ code }) => code === "rotate");
  if (renewal.length > 0) {
    const why = joined(
      renewal.map(({ message }) => message),
      "; ",
    );
    throw new ConflictError(joined([`${subject}: nothing was ended: `, why]), RUN_FIRST);
  }
  const reasons = planned.reasons.filter(({ code }) => code === "revoke");
  if (reasons.length === 0) return [];
  await updateState(definition, context, state, inputs, { action: "update", reasons });
  return revocation.replaced(state);
}

const RUN_FIRST = "Run the engine first, so that there is another one and it is recorded, then call this again.";
