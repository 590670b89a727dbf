import type { StepOp } from "../types";
import type { ResourceState } from "./resource-state";

/** One thing to do to one resource. */
export interface Step {
  readonly op: StepOp;
  readonly urn: string;
  /** The resource as it was; absent for a create. */
  readonly old?: ResourceState;
  /** The resource as it will be; absent for a delete. A refresh fills it in. */
  next?: ResourceState;
  /** On a create: the old resource is deleted after everything that depends on it has moved on. */
  readonly deletesOldLater?: boolean;
  /** On a delete: a replacement is to be made next. */
  readonly awaitsReplacement?: boolean;
  /** Tells the program that its registration is done. */
  readonly registered?: (state: ResourceState) => void;
}

/** Steps that stand for a change of their own; the others are parts of a replacement. */
export function isLogical(step: Step): boolean {
  return !["create-replacement", "delete-replaced", "refresh", "remove-pending-replace"].includes(step.op);
}
