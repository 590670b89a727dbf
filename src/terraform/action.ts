import { everyField, fieldsOf } from "../core/fields";
import type { FunctionDefinition } from "../core/function";
import { mayBeLeftOut } from "../core/left-out";
import { checkInputs } from "../core/validate";
import { problemDiagnostics } from "./diagnostics";
import { type BoundFunction, givenTo } from "./function";
import { resourceType } from "./names";
import type { Attributes, Diagnosed } from "./protocol/provider";
import type { Schema } from "./protocol/schema";
import { attributeOf, describedIn, isKnownOrigin } from "./resource-schema";
import type { ConfiguredRun } from "./run";
import { toValues } from "./values";

/** What engines invoke when they are told to, or before and after they change a resource: Terraform from 1.14 on. */
export function isAction({ kind }: FunctionDefinition): boolean {
  return kind === "action";
}

/** The type of an action: `keysmith_rotate_root_key` for `rotateRootKey`. */
export function actionType(fn: FunctionDefinition): string {
  return resourceType(fn);
}

/**
 * Without secrets: a plan keeps what an action is given, and leaves out what is ephemeral, so that an action which is invoked alone would
 * never get it. Without the answer, too, as there is no place for one.
 */
export function actionSchema({ summary, inputs }: FunctionDefinition): Schema {
  const given = fieldsOf(inputs).filter((field) => !everyField([field]).some(({ meta }) => meta.secret));
  const attributes = given.map((field) =>
    attributeOf(field, (each) => (mayBeLeftOut(each, isKnownOrigin) ? { optional: true } : { required: true })),
  );
  return describedIn(given, summary, attributes);
}

/** What a plan can tell without a call: the object may be made in the same run. */
export function planAction({ fn }: BoundFunction, config: Attributes, run: ConfiguredRun): Diagnosed {
  const { problems } = checkInputs(fn, toValues(fieldsOf(fn.inputs), config), (origin) =>
    typeof origin === "object" ? run.known(origin) : undefined,
  );
  return { diagnostics: problemDiagnostics(fn.inputs, fn.name, problems, config) };
}

export async function invokeAction(
  { vendor, fn }: BoundFunction,
  config: Attributes,
  run: ConfiguredRun,
): Promise<Diagnosed> {
  run.isApplying = true;
  const { values, diagnostics } = givenTo(fn, config, run);
  if (diagnostics.length === 0) await fn.call(run.context(vendor), values);
  return { diagnostics };
}
