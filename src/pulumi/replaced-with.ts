import type * as pulumi from "@pulumi/pulumi";
import * as state from "@pulumi/pulumi/runtime/state";
import { addressOf } from "../core/address";
import type { Definition } from "../core/definition";
import { givenFor } from "./arguments";

/** What the SDK keeps of a run and doesn't declare. */
const { getStore } = state as unknown as { getStore?(): { readonly supportsReplaceWith?: boolean } };

/**
 * The option by which the engine replaces a resource with the one that it ends with. Without it, a run that deletes that
 * one first would leave a record of an object that is gone. A CLI that doesn't know the option would end the program,
 * and an SDK that doesn't know it says of no CLI that it does.
 * @param references the resources to which the program's arguments refer
 */
export function replacedWith(
  { endsWith }: Definition,
  references: readonly pulumi.Resource[],
): Pick<pulumi.CustomResourceOptions, "replaceWith"> {
  const kind = endsWith?.({}).kind;
  if (kind === undefined || !getStore?.().supportsReplaceWith) return {};
  const wholes = references.filter((each) => {
    const definition = givenFor(each)?.definition;
    return definition !== undefined && addressOf(definition, {})?.kind === kind;
  });
  return wholes.length > 0 ? { replaceWith: wholes } : {};
}
