import { readDescription } from "../../core/ownership";
import type { Key } from "../kms/api/wire";
import { ACTIVE, DEACTIVATED, DESTROYED, isRestorable, PRE_ACTIVE, SUSPENDED } from "../kms/key/state";
import { ANEW } from "./inputs";
import type { Survey } from "./survey";

/**
 * The fate of an object: a run moves it or has moved it; somebody else has made it there; it waits for something that only
 * people can do or give; or it stays, because nothing of it is to be moved.
 */
export interface Verdict {
  readonly next: "moves" | "moved" | "there" | "waits" | "stays";
  readonly why?: string | undefined;
}

const waits = (why: string): Verdict => ({ next: "waits", why });

/** The alias of a twin while it is made. Aliases are unique, so no key is made twice, whatever interrupts a run. */
export function makingAlias(oldId: string): string {
  return `keysmith-leaves-hpcs-${oldId}`;
}

/** The first rule that gives a verdict decides. Pure. */
export function judgeOfKeys(survey: Survey, now: Date): (key: Key) => Verdict {
  const likes = likesIn(survey);
  return (key) =>
    byJournal(key, survey) ??
    byDeletion(key, now) ??
    byChoice(key, survey) ??
    byState(key) ??
    byMaterial(key, survey) ??
    byAliases(key, survey) ??
    byLikeness(key, survey, likes) ?? { next: "moves" };
}

function byJournal({ id }: Key, survey: Survey): Verdict | undefined {
  const twin = survey.journal.keys.get(id);
  if (twin === undefined) return undefined;
  if (isThere(survey, twin)) return { next: survey.journal.settled.has(twin) ? "moved" : "moves" };
  if (survey.chosen.has(id)) return undefined;
  return waits(`its twin ${twin} was deleted: restore it, or give --twin ${id}=new`);
}

export function isThere({ target }: Survey, twin: string): boolean {
  const found = target.named.get(twin);
  return found !== undefined && found.state !== DESTROYED;
}

function byChoice({ id, extractable }: Key, { chosen, target }: Survey): Verdict | undefined {
  const choice = chosen.get(id);
  if (choice === undefined || choice === ANEW) return undefined;
  const twin = target.keys.find((key) => key.id === choice);
  if (!twin) return waits(`the new instance has no key with the id ${choice}`);
  if (twin.extractable !== extractable) {
    return waits(`${choice} is a ${kindOf(twin)} key, and this one is a ${kindOf({ extractable })} key`);
  }
  if (twin.state !== ACTIVE) return waits(`${choice} is not active`);
  return { next: "moves", why: `to ${choice}, which exists already` };
}

function byDeletion(key: Key, now: Date): Verdict | undefined {
  if (key.state !== DESTROYED) return undefined;
  const restorable = isRestorable(key, now) ? "restore it if anything needs it" : "nothing can restore it";
  return { next: "stays", why: `it was deleted: ${restorable}` };
}

function byState(key: Key): Verdict | undefined {
  if (key.state === DEACTIVATED) {
    return waits(
      "it has expired, and a new key can't be made expired: name another key with --twin for what it has wrapped",
    );
  }
  return key.state === PRE_ACTIVE ? waits("it isn't active yet: run again when it is") : undefined;
}

function byMaterial({ id, imported, extractable }: Key, { material, chosen }: Survey): Verdict | undefined {
  if (extractable) return material.has(id) ? waits(NOT_NEEDED) : undefined;
  if (imported !== true) return material.has(id) ? waits(NOT_IMPORTED) : undefined;
  if (material.has(id)) return undefined;
  const how = `give it again with --material ${id}=<file>`;
  const orTwin = chosen.has(id) ? "" : ", or name another key with --twin";
  return waits(`its material was imported, and only you have it: ${how}${orTwin}`);
}

const NOT_NEEDED = "it is a standard key, whose secret the service shows: leave --material out";
const NOT_IMPORTED = "the service made its material, which nobody has: leave --material out";

function byAliases({ id, aliases }: Key, { target }: Survey): Verdict | undefined {
  const making = target.named.get(makingAlias(id));
  const taken = aliases.flatMap((alias) => {
    const holder = target.named.get(alias);
    return holder && holder !== making ? [`the alias ${alias} belongs to the key ${holder.id} there`] : [];
  });
  if (taken.length === 0) return undefined;
  return waits(`${taken.join(", ")}: remove it there, or name that key with --twin`);
}

/** A move whose journal is lost may have made a key that looks the same. */
function byLikeness(key: Key, { target, chosen }: Survey, likes: ReadonlyMap<string, string>): Verdict | undefined {
  if (chosen.get(key.id) === ANEW || target.named.has(makingAlias(key.id))) return undefined;
  const like = likes.get(looksOf(key));
  if (like === undefined) return undefined;
  const how = `name it with --twin ${key.id}=${like}, or give --twin ${key.id}=new`;
  return waits(`the new instance already has a key like it, ${like}: ${how}`);
}

/** The keys of the new instance that no known move has made, by their looks. */
function likesIn({ target, journal }: Survey): ReadonlyMap<string, string> {
  const known = new Set(journal.keys.values());
  const isMoved = ({ id, aliases }: Key): boolean => known.has(id) || aliases.some((alias) => alias.startsWith(MAKING));
  const others = target.keys.filter((key) => key.state !== DESTROYED && !isMoved(key));
  return new Map(others.map((key) => [looksOf(key), key.id]));
}

/** Identifies a key by the mark of its owner, if it has one, because names aren't unique. */
function looksOf({ extractable, name, description }: Key): string {
  const { label, nonce } = readDescription(description);
  return JSON.stringify([extractable, ...(label === undefined ? [name, description] : [label, nonce])]);
}

const MAKING = makingAlias("");

export function kindOf({ extractable }: Pick<Key, "extractable">): "standard" | "root" {
  return extractable ? "standard" : "root";
}

/** The reason why the key's ciphertexts can't be unwrapped in the old instance: the service refuses a disabled key. */
export function cannotOpen({ state }: Key): string | undefined {
  return state === SUSPENDED ? "its key is disabled: enable it for the move" : undefined;
}
