import type { Reply } from "../operation";
import { attributeValue } from "./attributes";
import type { StoredPolicy } from "./policy";
import { invalidQuery, missingQuery } from "./policy-error";
import type { PolicyForm } from "./policy-forms";

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 100;

type Keep = (policy: StoredPolicy, value: string) => boolean;

/** The query parameters that narrow a list. */
const filters: Readonly<Record<string, Keep>> = {
  type: ({ content }, value) => content.type === value,
  service_name: ({ content }, value) => attributeValue(content.resource, "serviceName") === value,
  service_type: ({ content }, value) => attributeValue(content.resource, "serviceType") === value,
  iam_id: ({ content }, value) => attributeValue(content.subject, "iam_id") === value,
  access_group_id: ({ content }, value) => attributeValue(content.subject, "access_group_id") === value,
  state: ({ state }, value) => state === value,
};

const SORTABLE = [
  "id",
  "type",
  "href",
  "created_at",
  "created_by_id",
  "last_modified_at",
  "last_modified_by_id",
  "state",
];

export interface ListContext {
  readonly form: PolicyForm;
  readonly origin: string;
  /** A caller who does not reach an account gets none of its policies. */
  readonly reaches: (account: string) => boolean;
}

/** One page of the requested policies. @throws IbmRefusal */
export function listReply(all: readonly StoredPolicy[], query: URLSearchParams, context: ListContext): Reply {
  const account = query.get("account_id");
  if (!account) throw missingQuery("account_id");
  const limit = limitOf(query);
  const isOf = ({ content }: StoredPolicy): boolean => attributeValue(content.resource, "accountId") === account;
  const kept = context.reaches(account) ? all.filter((policy) => isOf(policy) && isKept(policy, query)) : [];
  const shown = sorted(
    kept.map((policy) => context.form.show(policy, context.origin)),
    query.get("sort"),
  );
  return { status: 200, body: page(shown, limit, query, context) };
}

function isKept(policy: StoredPolicy, query: URLSearchParams): boolean {
  return Object.entries(filters).every(([name, keep]) => {
    const value = query.get(name) ?? (name === "state" ? "active" : null);
    return value === null || keep(policy, value);
  });
}

function limitOf(query: URLSearchParams): number {
  const text = query.get("limit");
  if (text === null) return DEFAULT_LIMIT;
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) {
    throw invalidQuery(`limit must be a whole number from 1 to ${MAX_LIMIT}`);
  }
  return limit;
}

function sorted(shown: Record<string, unknown>[], sort: string | null): Record<string, unknown>[] {
  if (sort === null) return shown;
  const field = sort.replace(/^-/, "");
  if (!SORTABLE.includes(field)) throw invalidQuery(`there is no sorting by ${field}`);
  const ascending = shown.sort((a, b) => (String(a[field]) < String(b[field]) ? -1 : 1));
  return sort.startsWith("-") ? ascending.reverse() : ascending;
}

/** The page that begins at the policy with the id `start`. */
function page(
  shown: readonly Record<string, unknown>[],
  limit: number,
  query: URLSearchParams,
  { form, origin }: ListContext,
): Record<string, unknown> {
  const start = query.get("start");
  const from = start === null ? 0 : shown.findIndex(({ id }) => id === start);
  if (from < 0) throw invalidQuery("start is no page token of this list");
  const link = (at: number | undefined): Record<string, unknown> => {
    const token = at === undefined ? undefined : String(shown[at]?.["id"]);
    const search = new URLSearchParams(query);
    search.delete("start");
    if (token) search.set("start", token);
    return { href: `${origin}/${form.version}/policies?${search}`, ...(token && { start: token }) };
  };
  return {
    limit,
    first: link(undefined),
    ...(from > 0 && { previous: link(Math.max(0, from - limit)) }),
    ...(from + limit < shown.length && { next: link(from + limit) }),
    policies: shown.slice(from, from + limit),
  };
}
