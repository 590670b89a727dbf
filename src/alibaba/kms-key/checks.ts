import { adoptsOnce } from "../../core/adoption";
import type { Check } from "../../core/checks";
import { assign, message } from "../../core/message";
import { isSymmetric, type KeyInputs, usageOf } from "./fields";

const usageFits: Check<KeyInputs> = ({ inputs }) => {
  const { keySpec } = inputs;
  const usage = usageOf(inputs);
  const fits = usage === "ENCRYPT/DECRYPT" ? !/^EC_P/.test(keySpec) : !isSymmetric(keySpec);
  return fits ? [] : [{ field: "keyUsage", reason: `${usage} is not possible with a key of ${keySpec}` }];
};

/** UpdateRotationPolicy takes neither asymmetric keys nor keys with imported material. */
const canRotate: Check<KeyInputs> = ({ inputs: { keySpec, origin, rotation } }) => {
  if (rotation.every === undefined || (isSymmetric(keySpec) && origin === "Aliyun_KMS")) return [];
  const reason = "is only for symmetric keys whose material the service makes: leave it out";
  return [{ field: "rotation.every", reason }];
};

/** CreateKey ignores the parameter if an instance is given. */
const levelOutsideOnly: Check<KeyInputs> = ({ inputs: { kmsInstance, protectionLevel } }) =>
  kmsInstance === undefined || protectionLevel === undefined
    ? []
    : [{ field: "protectionLevel", reason: "is decided by the instance: leave it out" }];

const policyInInstanceOnly: Check<KeyInputs> = ({ inputs: { kmsInstance, policy } }) =>
  kmsInstance !== undefined || policy === undefined
    ? []
    : [{ field: "policy", reason: "is for keys of a KMS instance: leave it out, or give kmsInstance" }];

/** The service changes how a key rotates only while the key is enabled. */
const enabledToChangeRotation: Check<KeyInputs> = ({ inputs: { enabled, rotation }, prior, replacing }) => {
  if (!prior || replacing.length > 0 || enabled || prior.enabled || rotation.every === prior.rotation.every) return [];
  const reason = message`can't be changed while the key is disabled: set ${assign("enabled", true)}`;
  return [{ field: "rotation.every", reason }];
};

export const keyChecks: readonly Check<KeyInputs>[] = [
  usageFits,
  canRotate,
  levelOutsideOnly,
  policyInInstanceOnly,
  enabledToChangeRotation,
  adoptsOnce,
];
