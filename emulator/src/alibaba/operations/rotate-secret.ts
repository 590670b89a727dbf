import { addVersion, readSecret, replace } from "../known-secrets";
import { rotatedValue } from "../managed-secret";
import { arn, type Operation, type OperationContext } from "../operation";
import { checkNotDeleted, checkType, currentStage, type Secret } from "../secret";
import { formatKmsTime } from "../time";

/** Managed types only. A version that already exists counts as a repeated request. */
export const rotateSecret: Operation = {
  name: "RotateSecret",
  kind: "write",
  run: (context) => {
    const secret = readSecret(context);
    const id = context.parameters.required("VersionId");
    checkType(secret, false);
    checkNotDeleted(secret);
    if (!secret.versions.some((version) => version.id === id)) rotate(context, secret, id);
    return { Arn: arn(context, `secret/${secret.name}`), SecretName: secret.name, VersionId: id };
  },
};

function rotate(context: OperationContext, secret: Secret, id: string): void {
  const current = secret.versions.find(({ stages }) => stages.includes(currentStage));
  const before = context.hidden.get(current?.valueId ?? "");
  if (secret.type === "Generic" || before === undefined || secret.rotation === undefined) return;
  const rotated = { ...secret, rotation: { ...secret.rotation, last: formatKmsTime(context.now) } };
  replace(context, rotated, {});
  addVersion(context, rotated, { id, value: rotatedValue(context, secret.type, before), dataType: "text" });
}
