import { ANY } from "../../core/access/addresses";
import { unknownOf } from "../../core/access/cover";
import type { From, Grant, Grants } from "../../core/access/grants";
import { layoutOfAnswer, table } from "../table";
import { visible } from "../visible";

export function grantInJson(grant: Grant): object {
  const { to, place, by, instance, permission, operations, resources, unknown, from, until } = grant;
  return {
    to,
    place,
    by,
    instance: instance ?? null,
    permission,
    operations,
    resources: [...resources, ...unknown.map(unknownOf)],
    from: { addresses: from.addresses.toRanges(), rules: from.rules, unknown: from.lacking },
    until: until ?? null,
  };
}

export function listInJson({ grants, unbound, open }: Grants): string {
  return JSON.stringify({ grants: [...grants, ...unbound].map(grantInJson), unknown: open }, null, 2);
}

type GrantRow = Readonly<Record<"who" | "reaches" | "permission" | "at" | "from" | "until" | "by", string>>;

/** A row for each permission of each policy of each application. */
export function rowsOf({ grants, unbound }: Grants): GrantRow[] {
  return [...grants, ...unbound].map((grant) => ({
    who: grant.to,
    reaches: reached(grant),
    permission: grant.permission,
    at: grant.instance ?? "(known after apply)",
    from: fromText(grant.from),
    until: grant.until ?? "",
    by: grant.by,
  }));
}

export function listInText(grants: Grants, width: number | undefined): string {
  const shown = rowsOf(grants).map((row) =>
    Object.fromEntries(Object.entries(row).map(([name, text]) => [name, visible(text)])),
  );
  const answer = { access: shown };
  const open = grants.open.map((each) => visible(`unknown: ${each}`));
  return [table(layoutOfAnswer(answer), answer, width), ...open].join("\n");
}

function reached({ resources, unknown, needsNone, operations }: Grant): string {
  const all = [...resources, ...unknown.map(unknownOf)];
  if (all.length > 0) return all.join(", ");
  return needsNone ? operations.join(", ") : "nothing";
}

export function fromText({ addresses, rules, lacking }: From): string {
  if (rules.length === 0 && lacking.length === 0) return ANY;
  const known = addresses.isEmpty ? [] : addresses.toRanges();
  if (lacking.length > 0) return [...known, `not known here: ${lacking.join(", ")}`].join(", ");
  return known.length > 0 ? known.join(", ") : "no address";
}
