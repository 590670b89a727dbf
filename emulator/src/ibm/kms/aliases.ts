import { aliasNotUnique, aliasQuota, invalidField } from "./errors";
import { checkAlias } from "./fields";
import type { KeyRecord } from "./key";
import type { KeyInstance } from "./key-instance";

const aliasesPerKey = 5;

/** Checks the aliases of a new key. @throws KeyError when they are malformed, too many, or taken */
export function checkNewAliases(instance: KeyInstance, aliases: readonly string[], now: Date): void {
  for (const alias of aliases) checkAlias(alias);
  if (new Set(aliases).size < aliases.length) throw invalidField("aliases", "different from each other");
  if (aliases.length > aliasesPerKey) throw aliasQuota();
  if (aliases.some((alias) => instance.holderOf(alias, now))) throw aliasNotUnique();
}

/** Gives a key an alias. A deleted alias counts until its lag is over. @throws KeyError */
export function addAlias(instance: KeyInstance, key: KeyRecord, alias: string, by: string, now: Date): void {
  checkAlias(alias);
  if (instance.holderOf(alias, now)) throw aliasNotUnique();
  const kept = instance.aliasesOf(key, now);
  if (kept.length >= aliasesPerKey) throw aliasQuota();
  key.aliases = key.aliases.filter((one) => kept.includes(one.alias));
  key.aliases.push({ alias, createdBy: by, creationDate: now.toISOString() });
  instance.note(key);
}
