import { dualAuthStays, invalidField } from "./errors";
import type { KeyRecord, RotationPolicy } from "./key";
import type { KeyCall } from "./operation";

type DualAuthPolicy = NonNullable<KeyRecord["dualAuthPolicy"]>;
type Stamp = Pick<DualAuthPolicy, "createdBy" | "creationDate" | "updatedBy" | "lastUpdateDate">;

/** A rotation policy that replaces `old`. @throws KeyError */
export function rotationPolicy(
  call: KeyCall,
  given: { readonly enabled?: boolean | undefined; readonly interval_month?: number | undefined },
  old: RotationPolicy | undefined,
): RotationPolicy {
  const { enabled = true, interval_month = old?.interval_month } = given;
  if (interval_month === undefined || !isInterval(interval_month)) {
    // A policy can be switched off without an interval.
    if (!enabled && interval_month === undefined) return { ...stamp(call, old), enabled, interval_month: 1 };
    throw invalidField("rotation.interval_month", "an integer between 1 and 12 (inclusive)");
  }
  return { ...stamp(call, old), enabled, interval_month };
}

/** @throws KeyError when it would switch off a policy that must stay on */
export function dualAuthPolicy(
  call: KeyCall,
  { enabled }: { readonly enabled: boolean },
  old: DualAuthPolicy | undefined,
): DualAuthPolicy {
  if (old?.enabled && !enabled) throw dualAuthStays();
  return { ...stamp(call, old), enabled };
}

/** The policies that an instance gives to new keys. @param unrotatable whether the key is not a generated root key */
export function initialPolicies(
  call: KeyCall,
  unrotatable: boolean,
): Pick<KeyRecord, "rotationPolicy" | "dualAuthPolicy"> {
  const { policies } = call.instance;
  const rotation = policies.get("rotation")?.policy_data;
  const months = Number(rotation?.attributes?.["interval_month"]);
  const dualAuth = policies.get("dualAuthDelete")?.policy_data.enabled ?? false;
  return {
    ...(rotation?.enabled &&
      !unrotatable && { rotationPolicy: rotationPolicy(call, { interval_month: months }, undefined) }),
    ...(dualAuth && { dualAuthPolicy: dualAuthPolicy(call, { enabled: true }, undefined) }),
  };
}

function isInterval(months: number): boolean {
  return Number.isInteger(months) && months >= 1 && months <= 12;
}

function stamp({ caller, now }: KeyCall, old: Stamp | undefined): Stamp {
  const updatedBy = caller.iamId;
  const lastUpdateDate = now.toISOString();
  return {
    createdBy: old?.createdBy ?? updatedBy,
    creationDate: old?.creationDate ?? lastUpdateDate,
    updatedBy,
    lastUpdateDate,
  };
}
