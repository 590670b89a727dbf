import { isDeepStrictEqual } from "node:util";
import type { IbmContext } from "../client";
import type { ListedPolicy } from "../iam/api";
import { concerns } from "../iam/authorization/ends";
import type { InstancePolicy, KmipAdapter } from "../kms/api/wire";
import { grantsSame, keyOfGrant, twinIn } from "./grants";
import { type Looked, looked, type Survey } from "./survey";

// The things that no run moves: access for people and applications, and settings of the whole instance. Each is shown with
// the work that remains, until the new instance has the same.

export interface Other {
  readonly kind: "access policy" | "instance policy" | "KMIP adapter";
  /** The id of the object, or its type. */
  readonly id: string | undefined;
  /** Whom or what it is for. */
  readonly of: string | undefined;
  readonly next: "there" | "waits";
  /** The work that remains. */
  readonly why?: string;
}

export async function othersOf(context: IbmContext, survey: Survey): Promise<Other[]> {
  const { source, target } = survey;
  const policiesIn = async (account: string) => looked(() => context.client.policies.list(account, "access"));
  const access = await policiesIn(source.access.instance.account ?? "");
  const isOne = source.access.instance.account === target.access.instance.account;
  const targetAccess = isOne ? access : await policiesIn(target.access.instance.account ?? "");
  const settings = await looked(() => source.access.api.instancePolicies());
  const targetSettings = await looked(() => target.access.api.instancePolicies());
  const adapters = await looked(() => source.access.api.kmipAdapters());
  return [
    ...rows("access policy", access, (policy) => accessRow(policy, survey, known(targetAccess))),
    ...rows("instance policy", settings, (policy) => settingRow(policy, known(targetSettings))),
    ...rows("KMIP adapter", adapters, (adapter) => [adapterRow(adapter, survey)]),
  ];
}

type Row = Omit<Other, "kind">;

function rows<T>(kind: Other["kind"], found: Looked<readonly T[]>, rowsOf: (item: T) => readonly Row[]): Other[] {
  if ("seen" in found) return found.seen.flatMap(rowsOf).map((row) => ({ kind, ...row }));
  const why = `could not be read; check by hand: ${found.problem}`;
  return [{ kind, id: undefined, of: undefined, next: "waits", why }];
}

function known<T>(found: Looked<readonly T[]>): readonly T[] {
  return "seen" in found ? found.seen : [];
}

function accessRow(policy: ListedPolicy, survey: Survey, there: readonly ListedPolicy[]): Row[] {
  if (!concerns(policy, survey.source.access.instance)) return [];
  const wanted = twinIn(survey, policy);
  const of = policy.subject
    .map(({ key, value }) => (key === "access_group_id" ? `the group ${value}` : value))
    .join(" ");
  const row = { id: policy.id, of };
  if (there.some((each) => grantsSame(each, wanted))) return [{ ...row, next: "there" }];
  const key = keyOfGrant(policy);
  const place = key === undefined ? "the new instance" : `the twin of ${key}`;
  const roles = policy.roles.map((role) => role.split(":").at(-1)).join(", ");
  const limits = (policy.conditions ?? []).map((condition) => `, under ${condition}`).join("");
  return [{ ...row, next: "waits", why: `grant ${roles} on ${place}${limits}, if that is still needed` }];
}

function settingRow({ type, data }: InstancePolicy, there: readonly InstancePolicy[]): Row[] {
  if (!data.enabled) return [];
  const { attributes = {} } = data;
  const text = JSON.stringify(attributes);
  const equal = there.filter((each) => isDeepStrictEqual(each.data.attributes ?? {}, attributes));
  const same = equal.some((each) => each.type === type && each.data.enabled);
  const row = { id: type, of: text === "{}" ? undefined : text };
  return [same ? { ...row, next: "there" } : { ...row, next: "waits", why: SET_LATER }];
}

/** An instance policy that restricts which keys may be made, or from where, would stop a run too. */
const SET_LATER =
  "set the same policy in the new instance once nothing is left to move, as it may forbid what a run does";

function adapterRow({ id, name, key }: KmipAdapter, { journal }: Survey): Row {
  const twin = key === undefined ? undefined : (journal.keys.get(key) ?? `the twin of ${key}`);
  const anew =
    twin === undefined ? "make one in the new instance" : `make one in the new instance with the key ${twin}`;
  const of = [name, key && `key ${key}`].filter(Boolean).join(", ");
  return {
    id,
    of,
    next: "waits",
    why: `${anew}, give it the certificates of the clients, and switch the clients to it: what they keep in the old adapter stays there`,
  };
}
