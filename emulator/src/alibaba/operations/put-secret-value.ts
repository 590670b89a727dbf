import { invalidParameter } from "../errors";
import { addVersion, readSecret, readVersionData } from "../known-secrets";
import type { Operation, OperationContext } from "../operation";
import { checkNotDeleted, checkType, currentStage } from "../secret";

export const putSecretValue: Operation = {
  name: "PutSecretValue",
  kind: "write",
  run: (context) => {
    const secret = readSecret(context);
    const data = readVersionData(context);
    const stages = readStages(context);
    checkType(secret, true);
    checkNotDeleted(secret);
    const { id, stages: VersionStage } = addVersion(context, secret, data, stages);
    return { SecretName: secret.name, VersionId: id, VersionStages: { VersionStage } };
  },
};

function readStages({ parameters }: OperationContext): string[] {
  const stages = parameters.optional("VersionStages") ? parameters.optionalStrings("VersionStages") : undefined;
  if (stages?.length === 0) throw invalidParameter("VersionStages", "it must name a stage");
  return stages ?? [currentStage];
}
