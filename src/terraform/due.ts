import { formatTime, parseTime } from "../core/clock";
import type { Definition, Values } from "../core/definition";
import { inWords } from "../core/message";
import { dueAlone, type Plan } from "../core/plan";
import { hclWords } from "./names";
import type { PrivateRecord } from "./private-record";
import type { Attributes, Value } from "./protocol/provider";
import type { SchemaAttribute } from "./protocol/schema";

/**
 * Why a resource is due. A refresh decides it, as the engine takes it for a defect if a plan says something else when
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

/** So long ago that only what no clock decides is due. */
const NEVER = new Date(0);

export function dueMoment({ dueAt }: PrivateRecord): Date {
  return dueAt === undefined ? NEVER : parseTime(dueAt);
}

/**
 * The moment for which an update is planned: the plan's own if the engine hands its decision on to the plan that it
 * makes again in the apply, else that of the last refresh.
 * @param planned the record of the plan that is being applied
 * @returns the moment to note in place of the refresh's
 */
export function planMoment(
  { dueAt }: PrivateRecord,
  planned: PrivateRecord,
  storesPlanned: boolean,
  now: Date,
): Pick<PrivateRecord, "dueAt"> {
  if (planned.dueAt !== undefined) return { dueAt: planned.dueAt };
  if (!storesPlanned) return {};
  // The clock was set back since the refresh: what the refresh found due still is.
  return dueAt !== undefined && parseTime(dueAt) > now ? {} : { dueAt: formatTime(now) };
}

/** The attribute as a state has it; none for a resource that is never due. */
export function dueIn(definition: Definition, state: Values, time: Date): Attributes {
  return definition.due ? { [DUE]: reasonsAt(definition, state, time) } : {};
}

/**
 * The attribute after a change. It stays null until a refresh has written it: nothing may change in the end, and the
 * engine then allows no other value.
 */
export function plannedDue(definition: Definition, prior: Attributes | null, action: Plan["action"]): Attributes {
  if (!definition.due) return {};
  const before = prior ? (prior[DUE] ?? null) : [];
  return { [DUE]: action === "none" || before === null ? before : [] };
}

/**
 * The moment at which something was first found due, for the plan to ask about. It stays the same until more is due, as
 * the engine takes another moment for news.
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
