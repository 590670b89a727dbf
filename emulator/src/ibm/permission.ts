import type { Caller } from "./operation";

/** Whether a caller may do an action such as `iam.policy.create`. */
export function isAllowed({ actions }: Caller, action: string): boolean {
  if (!actions) return true;
  return actions.some((entry) => (entry.endsWith("*") ? action.startsWith(entry.slice(0, -1)) : entry === action));
}
