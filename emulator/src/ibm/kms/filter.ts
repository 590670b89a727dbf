import { invalidQuery } from "./errors";
import { type KeyRecord, stateOf } from "./key";

export type KeyTest = (key: KeyRecord, now: Date) => boolean;

const dateFields = ["creationDate", "deletionDate", "expirationDate", "lastRotateDate", "lastUpdateDate"] as const;
type DateField = (typeof dateFields)[number];

const termsPerField = 3;
const rule = 'terms such as creationDate=gte:"2026-01-01T00:00:00Z", state=1,2, extractable=false, lastRotateDate=none';

const comparisons: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  lt: (a, b) => a < b,
  lte: (a, b) => a <= b,
  gt: (a, b) => a > b,
  gte: (a, b) => a >= b,
};

/** The conditions of a `filter` parameter. */
export interface Filter {
  readonly tests: readonly KeyTest[];
  /** The properties that it names. */
  readonly fields: ReadonlySet<string>;
}

/** @throws KeyError INVALID_QUERY_PARAM_ERR for malformed text */
export function parseFilter(text: string): Filter {
  const terms = text.split(" ").filter((term) => term !== "");
  if (terms.length === 0) throw invalidQuery("filter", rule);
  const parts = terms.map((term) => {
    const [, field = "", value = ""] = /^([A-Za-z]+)=(.+)$/.exec(term) ?? [];
    return { field, value };
  });
  const most = Math.max(...parts.map(({ field }) => parts.filter((one) => one.field === field).length));
  if (most > termsPerField) throw invalidQuery("filter", `of ${termsPerField} terms per property at the most`);
  return { tests: parts.map(({ field, value }) => testOf(field, value)), fields: new Set(parts.map((p) => p.field)) };
}

function testOf(field: string, value: string): KeyTest {
  if (field === "state") return stateTest(value, "filter");
  if (field === "extractable") return extractableTest(value, "filter");
  const date = dateFields.find((one) => one === field);
  if (date === undefined) throw invalidQuery("filter", rule);
  return dateTest(date, value);
}

/** @param parameter the query parameter with this `value` */
export function stateTest(value: string, parameter: string): KeyTest {
  if (!/^[0-5](,[0-5])*$/.test(value)) throw invalidQuery(parameter, "a list of integers from 0 to 5, without spaces");
  const wanted = value.split(",").map(Number);
  return (key, now) => wanted.includes(stateOf(key, now));
}

/** @param parameter the query parameter with this `value` */
export function extractableTest(value: string, parameter: string): KeyTest {
  if (!/^(true|false)$/i.test(value)) throw invalidQuery(parameter, "true or false");
  const wanted = value.toLowerCase() === "true";
  return ({ extractable }) => extractable === wanted;
}

function dateTest(field: DateField, value: string): KeyTest {
  if (/^none$/i.test(value)) return (key) => dateOf(key, field) === undefined;
  const [, operator, text = ""] = /^(?:(lte?|gte?):)?"([^"]+)"$/.exec(value) ?? [];
  const limit = Date.parse(text);
  if (Number.isNaN(limit)) throw invalidQuery("filter", rule);
  const compare = comparisons[operator ?? ""] ?? ((a, b) => a === b);
  return (key) => {
    const date = dateOf(key, field);
    return date !== undefined && compare(toSecond(date), toSecond(limit));
  };
}

/** A date in whole seconds, as the API shows it. */
function toSecond(time: number | string): number {
  return Math.floor(new Date(time).getTime() / 1000);
}

/** A key's date, by its name in the API. */
export function dateOf(key: KeyRecord, field: DateField): string | undefined {
  return field === "deletionDate" ? key.deletion?.at : key[field];
}
