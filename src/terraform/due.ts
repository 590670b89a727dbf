import { formatTime, parseTime } from "../core/clock";
import type { Definition, Values } from "../core/definition";
import { inWords } from "../core/message";
import { dueAlone, type Plan } from "../core/plan";
import { hclWords } from "./names";
import type { PrivateRecord } from "./private-record";
import type { Attributes, Value } from "./protocol/provider";
import type { SchemaAttribute } from "./protocol/schema";

/**
 * What time asks for of a resource. A refresh decides it, as the engine takes a plan for a defect that says another thing when
 * it is made again to be applied.
 */
export const DUE = "due";

export const dueAttribute: SchemaAttribute = {
  name: DUE,
  description:
    "Why the resource must change although the program did not, as of the last refresh. A planned update or replacement empties it.",
  nesting: "list",
  attributes: [
    { name: "code", description: "Such as `rotate` or `retire`.", type: "string", computed: true },
    { name: "message", description: "The same in words.", type: "string", computed: true },
  ],
  computed: true,
};

/** Of old, so that only what no clock decides is due. */
const NEVER = new Date(0);

export function dueMoment({ dueAt }: PrivateRecord): Date {
  return dueAt === undefined ? NEVER : parseTime(dueAt);
}

/**
 * The moment for which an update is planned. Where the engine hands the decision of a plan on to the plan that it makes again in the apply,
 * that is the plan's own; else that of the last refresh.
 * @param planned what the plan that is applied has left
 * @returns what is to be noted in place of the refresh's
 */
export function planMoment(
  { dueAt }: PrivateRecord,
  planned: PrivateRecord,
  storesPlanned: boolean,
  now: Date,
): Pick<PrivateRecord, "dueAt"> {
  if (planned.dueAt !== undefined) return { dueAt: planned.dueAt };
  if (!storesPlanned) return {};
  // A refresh on a clock that was set back since has found what is due still.
  return dueAt !== undefined && parseTime(dueAt) > now ? {} : { dueAt: formatTime(now) };
}

/** The attribute as a state has it; none for a resource of which nothing is ever due. */
export function dueIn(definition: Definition, state: Values, time: Date): Attributes {
  return definition.due ? { [DUE]: reasonsAt(definition, state, time) } : {};
}

/**
 * The attribute after a change. A state in which no refresh has written it yet goes without until one does: it can still turn out
 * that nothing changes, and the engine allows no other value then.
 */
export function plannedDue(definition: Definition, prior: Attributes | null, action: Plan["action"]): Attributes {
  if (!definition.due) return {};
  const before = prior ? (prior[DUE] ?? null) : [];
  return { [DUE]: action === "none" || before === null ? before : [] };
}

/**
 * The moment at which something was first found due, for the plan to ask about: a moment that stays the same until more is
 * due, as the engine takes another one for news.
 */
export function dueSince(
  definition: Definition,
  state: Values,
  { dueAt }: PrivateRecord,
  now: Date,
): Pick<PrivateRecord, "dueAt"> {
  const at = (time: Date): string => JSON.stringify(reasonsAt(definition, state, time));
  if (at(now) === "[]") return {};
  return dueAt !== undefined && at(parseTime(dueAt)) === at(now) ? { dueAt } : { dueAt: formatTime(now) };
}

function reasonsAt(definition: Definition, state: Values, time: Date): Value {
  return dueAlone(definition, state, time).map(({ code, message }) => ({ code, message: inWords(message, hclWords) }));
}
