import type { z } from "zod";
import { everyField, type Field, fieldsOf, leavesOf } from "./fields";

/**
 * Checks what the inputs of a resource or a function are declared to be.
 * @param owner whose inputs they are, for the message
 * @throws TypeError when the declaration contradicts itself
 */
export function checkDeclaredInputs(owner: string, inputs: z.ZodObject): void {
  const fields = fieldsOf(inputs);
  const bare = leavesOf(fields).find(({ meta }) => !meta.examples);
  if (bare) throw new TypeError(`${owner}.${bare.path} has no examples`);
  checkSecrets(owner, fields);
  checkAlternatives(owner, fields);
}

/** Engines know secrets by the names of top-level fields. @throws TypeError for one that lies deeper */
export function checkSecrets(owner: string, fields: readonly Field[]): void {
  const hidden = everyField(fields).find(({ meta, path, name }) => meta.secret && path !== name);
  if (hidden) throw new TypeError(`${owner}.${hidden.path}: only top-level fields can be secret`);
}

function checkAlternatives(owner: string, fields: readonly Field[]): void {
  for (const { path, optional, meta, type } of fields) {
    if (type.kind === "object") checkAlternatives(owner, type.fields);
    if (meta.insteadOf === undefined) continue;
    const other = fields.find(({ name }) => name === meta.insteadOf);
    if (!other) throw new TypeError(`${owner}.${path} stands for ${meta.insteadOf}, which is not an input beside it`);
    if (!optional) throw new TypeError(`${owner}.${path} stands for ${other.path}, and so has to be optional`);
    if (other.defaultValue !== undefined)
      throw new TypeError(`${owner}.${path} stands for ${other.path}, which has a default and so is never left out`);
  }
}
