import { addressOf, sameAddress } from "../../core/address";
import { assign, inWords } from "../../core/message";
import type { RecordedResource } from "../../core/recorded";
import type { Crowding, Revocation } from "../../core/revocable";
import type { Fate } from "../../core/revocation";
import type { Values } from "../../core/unknown";
import type { RecordedProgram } from "../recorded-program";
import { visible } from "../visible";
import { ENGINES, quoted } from "./engine";

/** A leaked credential, and what the state says about the resource that made it. */
export interface Leak {
  readonly program: RecordedProgram;
  readonly resource: RecordedResource;
  readonly revocation: Revocation<Values>;
  readonly current: string;
  readonly replaced: readonly string[];
  readonly leaked: string;
  /** The leaked credential, and then those that were made before it. */
  readonly ending: readonly string[];
}

/** The new credential comes from the program and its engine, which alone can record it and hand it on. */
export function howToRenew(leak: Leak, crowding: Crowding | undefined): string {
  const { program, resource, revocation, leaked, ending } = leak;
  const { apply } = ENGINES[program.engine];
  const edit = inWords(assign(revocation.renewedBy, `${leaked} leaked`), program.words);
  return [
    `${resource.title} hands out ${leaked}, and nothing was ended: applications need another one first.`,
    "",
    ...(crowding ? howToMakeRoom(leak, crowding) : []),
    `1. In the program, at ${visible(resource.address)}:`,
    `     ${edit}`,
    "2. Make another one, have it recorded, and hand it on to everything that uses it:",
    `     ${apply}`,
    `3. End ${ending.join(", ")}:`,
    `     ${callOf(leak, leaked)}`,
    ...unrecorded(leak).map((line) => `4. ${line}`),
  ].join("\n");
}

/** What to do with a credential that nothing records. */
export const BY_HAND = "delete it by hand; the vendor's audit log shows whether it is in use";

/** Found credentials that may have leaked with the others, and that no other resource of the program hands out. */
function unrecorded(leak: Leak): readonly string[] {
  const { resource, revocation, leaked } = leak;
  const ids = revocation.found(resource.outputs, leaked).filter((id) => !holderOf(leak, id));
  return ids.length === 0
    ? []
    : [
        `Look at ${ids.join(", ")}, made before and found with the same label: nothing records it, so nothing here ends it. If no other program has it, ${BY_HAND}.`,
      ];
}

/** Without room, the run that makes another credential fails. */
function howToMakeRoom(leak: Leak, { ids, replaced }: Crowding): string[] {
  const { revocation, resource } = leak;
  const full = `0. ${ids.join(" and ")} still work, and leave no room for another one.`;
  if (!replaced) {
    const free = ids.filter((id) => !holderOf(leak, id));
    if (free.length === 0) return [`${full} Other resources hand them out: one of those has to go first.`];
    return [`${full} If no other program has ${free.join(" or ")}, ${BY_HAND}.`];
  }
  const { oldest, until } = replaced;
  const ended = [oldest, ...revocation.madeBefore(resource.outputs, oldest)].join(", ");
  return [
    `${full} End ${ended}, if nobody may use that any more:`,
    `     ${callOf(leak, oldest)}`,
    `   or wait until ${until}: from then on step 2 makes room itself.`,
  ];
}

function callOf({ program, resource }: Leak, id: string): string {
  const { state } = ENGINES[program.engine];
  return `${state} | keysmith revoke ${quoted(resource.address)} --leaked ${quoted(id)} --now`;
}

export function whatEnds(leak: Leak): string {
  const { resource, current, replaced, ending } = leak;
  const later = replaced.filter((id) => !ending.includes(id));
  const kept = later.length > 0 ? ` ${later.join(", ")}, made later, works until its overlap is over.` : "";
  const ends = `${resource.title} hands out ${current}. With --now, these are ended at once: ${ending.join(", ")}. Anything that still holds one of them is refused from then on.${kept}`;
  return [ends, ...unrecorded(leak)].join(" ");
}

export function fateLine(leak: Leak, id: string, fate: Fate): string {
  switch (fate) {
    case "ended":
      return `ended    ${id}`;
    case "gone":
      return `gone     ${id}: somebody had already ended it`;
    case "kept":
      return `kept     ${id}: ${whyKept(leak, id)}`;
  }
}

/** A credential that another resource hands out isn't ended here, nor is one that applications may have no other than. */
function whyKept(leak: Leak, id: string): string {
  const holder = holderOf(leak, id);
  return holder
    ? `${holder.title} hands it out. Revoke it there: ${quoted(holder.address)}`
    : "the warning about it says why";
}

/** The other resource of the program that hands out a credential. */
export function holderOf({ program, resource, revocation }: Leak, id: string): RecordedResource | undefined {
  const address = revocation.address(resource.outputs, id);
  return program.resources.find(
    (each) => each !== resource && sameAddress(addressOf(each.definition, each.outputs), address),
  );
}

export function whatIsLeft(leak: Leak): string {
  const { program, resource, current } = leak;
  const { apply, refresh } = ENGINES[program.engine];
  return [
    `current  ${current}`,
    "",
    "What is left to do:",
    `- Give ${current} to everything that holds a copy: what was ended is refused from now on. ${apply} hands it to everything that the program knows.`,
    `- ${refresh(resource.address)} records what is gone; so does the next run that refreshes.`,
    ...unrecorded(leak).map((line) => `- ${line}`),
  ].join("\n");
}
