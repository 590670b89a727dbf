import { z } from "zod";
import type { Check } from "../../../core/checks";
import { field } from "../../../core/fields";
import type { KeyQuery } from "../../api";
import { instanceFields } from "../../platform/instance";
import { KEY_STATES } from "../api/wire";
import { needs } from "../key/checks";

type State = (typeof KEY_STATES)[keyof typeof KEY_STATES];
const NUMBERS = Object.entries(KEY_STATES).map(([number, word]) => [word, Number(number)] as const);

/** The inputs that say which keys of an instance are meant. */
export const queryFields = {
  ...instanceFields,
  states: field(z.array(z.enum(NUMBERS.map(([word]) => word) as [State, ...State[]])).optional(), {
    doc: "Only keys in these states: `pre-activation`, `active`, `suspended` (disabled), `deactivated` (expired), `destroyed` (deleted). Left out: all but deleted ones.",
    examples: [["active"], ["active", "suspended"]],
    unordered: true,
  }),
  extractable: field(z.boolean().optional(), {
    doc: "Only standard keys (`true`), or only root keys (`false`).",
    examples: [true, false],
  }),
  filter: field(z.string().min(1).optional(), {
    doc: 'Only keys of which this holds, in the service\'s own language, such as `creationDate=gte:"2026-01-01T00:00:00Z"`. It takes the place of `states` and `extractable`.',
    examples: ["state=1", 'creationDate=gte:"2026-01-01T00:00:00Z"'],
  }),
};

const query = z.object(queryFields);

/** The inputs of `queryFields` once they are checked. */
export type Query = z.output<typeof query>;

const filterAlone: Check<Query> = ({ inputs: { filter, states, extractable } }) =>
  filter !== undefined && (states !== undefined || extractable !== undefined)
    ? [{ field: "filter", reason: "can't be given together with states or extractable: say all in the filter" }]
    : [];

/** What the inputs of `queryFields` must be together, beside the checks of the instance. */
export const queryChecks: readonly Check<Query>[] = [
  filterAlone,
  needs<Query>("search", "filter", ({ filter }) => filter !== undefined),
];

/** What is asked of the service. */
export function toKeyQuery({ states, extractable, filter }: Query): KeyQuery {
  const numbers = states && NUMBERS.filter(([word]) => states.includes(word)).map(([, number]) => number);
  return { states: numbers, extractable, filter };
}
