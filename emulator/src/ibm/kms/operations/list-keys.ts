import type { IbmRequest } from "../../operation";
import { invalidQuery } from "../errors";
import { wholeNumber } from "../fields";
import { extractableTest, type KeyTest, parseFilter, stateTest } from "../filter";
import { keysInRing } from "../found";
import { destroyed, type KeyRecord, stateOf } from "../key";
import type { KeyCall, KeyOperation } from "../operation";
import { find, parseSearch } from "../search";
import { sorted } from "../sort";
import { collection, shownKey } from "../view";

const collectionType = "application/vnd.ibm.kms.key+json";
const defaultLimit = 200;
const maxLimit = 5000;

export const listKeys: KeyOperation = {
  operation: "listKeys",
  method: "GET",
  path: "/keys",
  kind: "read",
  action: "kms.secrets.list",
  failure: "Keys could not be listed",
  on: "everywhere",
  run: (call) => {
    const { instance, now, request } = call;
    const { query } = request;
    const limit = wholeNumber(query, "limit", defaultLimit, 1, maxLimit);
    const offset = wholeNumber(query, "offset", 0, 0, Number.MAX_SAFE_INTEGER);
    const { keys, metadata } = wanted(call);
    const page = keys.slice(offset, offset + limit).map((key) => shownKey(instance, key, now));
    return {
      status: 200,
      headers: { "key-total": String(keys.length) },
      body: collection(collectionType, page, metadata),
    };
  },
};

export const countKeys: KeyOperation = {
  operation: "countKeys",
  method: "HEAD",
  path: "/keys",
  kind: "read",
  action: "kms.secrets.head",
  failure: "Keys could not be counted",
  on: "everywhere",
  run: (call) => ({ status: 200, headers: { "key-total": String(selected(call).length) } }),
};

function wanted(call: KeyCall): { readonly keys: readonly KeyRecord[]; readonly metadata: Record<string, unknown> } {
  const { instance, now, request } = call;
  const keys = selected(call);
  // The API of 2019 has limit and offset only.
  if (instance.flavour.is2019) return { keys, metadata: {} };
  const ordered = sorted(keys, request.query.get("sort") ?? "id", now);
  const text = request.query.get("search");
  if (text === null) return { keys: ordered, metadata: {} };
  const searchQuery = parseSearch(text);
  const { keys: found, ...incomplete } = find(instance, ordered, searchQuery, now);
  return { keys: found, metadata: { ...incomplete, searchQuery } };
}

/** The keys that match the parameters other than `search`. Destroyed keys are left out unless their state is asked for. */
function selected(call: KeyCall): KeyRecord[] {
  const { instance, now, request } = call;
  const tests = instance.flavour.is2019 ? [] : testsOf(request);
  return keysInRing(call).filter((key) => tests.every((test) => test(key, now)));
}

function testsOf({ query }: IbmRequest): readonly KeyTest[] {
  const text = query.get("filter");
  const state = query.get("state");
  const extractable = query.get("extractable");
  const filter = text === null ? undefined : parseFilter(text);
  if (["state", "extractable"].some((name) => query.has(name) && filter?.fields.has(name))) {
    throw invalidQuery("filter", "without the properties that are query parameters besides");
  }
  const anyState = state !== null || filter?.fields.has("state");
  return [
    ...(filter?.tests ?? []),
    ...(state === null ? [] : [stateTest(state, "state")]),
    ...(extractable === null ? [] : [extractableTest(extractable, "extractable")]),
    ...(anyState ? [] : [notDestroyed]),
  ];
}

const notDestroyed: KeyTest = (key, now) => stateOf(key, now) !== destroyed;
