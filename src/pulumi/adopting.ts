import { isAdopting } from "../core/adoption";
import type { Definition, Values } from "../core/definition";
import type { Message } from "../core/message";

/**
 * What people should know before a new resource adopts an object that carries no mark of its owner: only the process that adopts it
 * knows that the deletion of another record has to leave it. The same text for all resources of a kind, so a run says it once.
 */
export function adoptionAdvice({ name, mark, actions }: Definition, values: Values): Message[] {
  if (!isAdopting(values) || mark || actions.delete.length === 0) return [];
  return [
    `adopt: no ${name} shows who has adopted it. If another record has it too, its deletion there deletes the object, except in this very run and by the same provider. So where that record is in another stack, or is left to a later run by --target, or where this run also switches to or from the plugin or upgrades it, first take that record out with \`pulumi state delete\``,
  ];
}
