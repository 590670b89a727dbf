import type { Caller } from "./operation";

/** Whether a caller may perform an action such as `iam.policy.create`. */
export function isAllowed({ actions }: Caller, action: string): boolean {
  if (!actions) return true;
  return actions.some((entry) => (entry.endsWith("*") ? action.startsWith(entry.slice(0, -1)) : entry === action));
}

/** Whether a caller can reach an account's resources, by account membership alone. */
export function reaches({ account, memberOf = [] }: Caller, other: string): boolean {
  return account === other || memberOf.includes(other);
}
