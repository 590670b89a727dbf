import type { AccessChange } from "../../core/access/change";
import type { Difference } from "../../core/access/cover";
import { inMarkdown, visible } from "../visible";
import { grantInJson } from "./list";

/** One sentence about a change, and whether it opens or closes something. */
interface Line {
  readonly opens: boolean;
  readonly isCertain: boolean;
  readonly who: string;
  readonly what: string;
  readonly where: string;
}

/** A line for each permission, with the keys and secrets that the same addresses gain or lose. */
function linesOf({ opens, closes, credentials }: AccessChange): Line[] {
  return [
    ...grouped(opens).map((each) => line(each, true)),
    ...grouped(closes).map((each) => line(each, false)),
    ...credentials.map(({ to, gains }) => ({
      opens: gains,
      isCertain: true,
      who: to,
      what: gains ? "a credential" : "its credential",
      where: "",
    })),
  ];
}

function grouped(differences: readonly Difference[]): Difference[][] {
  const groups = new Map<string, Difference[]>();
  for (const each of differences) {
    const { grant, addresses, isCertain } = each;
    const key = JSON.stringify([
      grant.to,
      grant.place,
      grant.by,
      grant.permission,
      grant.instance,
      addresses.toRanges(),
      isCertain,
    ]);
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  return [...groups.values()];
}

function line(group: readonly Difference[], opens: boolean): Line {
  const [first] = group;
  if (!first) throw new TypeError("a group has a member");
  const { grant, isCertain } = first;
  const patterns = group.map(({ pattern }) => pattern || grant.operations.join(", "));
  const at = grant.instance ?? "an instance that is known after the apply";
  return {
    opens,
    isCertain,
    who: grant.to,
    what: `${patterns.join(", ")} from ${addressesOf(first)}`,
    where: `${grant.permission} at ${at}, by ${grant.by}`,
  };
}

/** Addresses that aren't known can't be listed: the reason stands in their place. */
function addressesOf({ addresses, isCertain, grant: { from } }: Difference): string {
  if (!isCertain && from.lacking.length > 0) return `addresses that aren't known (${from.lacking.join("; ")})`;
  return addresses.toRanges().join(", ");
}

function said({ opens, isCertain, who, what }: Line): string {
  const verb = opens ? (isCertain ? "gains" : "may gain") : isCertain ? "loses" : "may lose";
  return `${who} ${verb} ${what}`;
}

const NOTHING = "no access is opened or closed";

export function changeInText(change: AccessChange): string {
  const lines = linesOf(change).map(
    (each) => `${each.opens ? "+" : "-"} ${said(each)}${each.where && ` (${each.where})`}`,
  );
  const open = change.unknown.map((each) => `? ${each}`);
  const all = [...lines, ...open].map(visible);
  return all.length > 0 ? all.join("\n") : NOTHING;
}

export function changeInJson(change: AccessChange): string {
  const differences = (all: readonly Difference[]) =>
    all.map(({ grant, pattern, addresses, isCertain }) => ({
      ...grantInJson(grant),
      resources: pattern === "" ? [] : [pattern],
      addresses: addresses.toRanges(),
      isCertain,
    }));
  const { opens, closes, credentials, unknown } = change;
  return JSON.stringify({ opens: differences(opens), closes: differences(closes), credentials, unknown }, null, 2);
}

/** For the comment on a pull request. */
export function changeInMarkdown(change: AccessChange): string {
  const part = (title: string, items: readonly string[]): string[] =>
    items.length > 0 ? ["", `**${title}**`, "", ...items.map((each) => `- ${each}`)] : [];
  const items = (opens: boolean): string[] =>
    linesOf(change)
      .filter((each) => each.opens === opens)
      .map((each) => `${inMarkdown(said(each))}${each.where && `<br>${inMarkdown(each.where)}`}`);
  const parts = [
    ...part("Opens", items(true)),
    ...part("Closes", items(false)),
    ...part("Unknown", change.unknown.map(inMarkdown)),
  ];
  return ["### Access", ...(parts.length > 0 ? parts : ["", "No access is opened or closed."])].join("\n");
}

/** The changes for which a pipeline may want to stop. */
export const GATES: Readonly<Record<string, (change: AccessChange) => boolean>> = {
  nothing: () => false,
  opens: (change) => mayDo(change, true),
  closes: (change) => mayDo(change, false),
  any: (change) => mayDo(change, true) || mayDo(change, false),
};

/** An unknown part may open and close. */
function mayDo(change: AccessChange, opening: boolean): boolean {
  return change.unknown.length > 0 || linesOf(change).some(({ opens }) => opens === opening);
}
