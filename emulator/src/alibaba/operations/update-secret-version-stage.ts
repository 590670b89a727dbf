import { invalidParameter, missingParameter } from "../errors";
import { readSecret, replace } from "../known-secrets";
import type { Operation, OperationContext } from "../operation";
import {
  checkNotDeleted,
  checkStages,
  checkType,
  currentStage,
  previousStage,
  type Secret,
  type SecretVersion,
  secretNotFound,
} from "../secret";

/** Moves a stage to a version, adds it, or removes a custom one. The two built-in stages can only move. */
export const updateSecretVersionStage: Operation = {
  name: "UpdateSecretVersionStage",
  kind: "write",
  run: (context) => {
    const { parameters } = context;
    const secret = readSecret(context);
    const stage = parameters.required("VersionStage");
    const from = readVersion(context, secret, "RemoveFromVersion");
    const to = readVersion(context, secret, "MoveToVersion");
    if (to === undefined && (from === undefined || isBuiltIn(stage))) throw missingParameter("MoveToVersion");
    if (from !== undefined && !from.stages.includes(stage)) {
      throw invalidParameter("RemoveFromVersion", `it does not have the stage ${stage}`);
    }
    checkType(secret, true);
    checkNotDeleted(secret);
    const isThere = to?.stages.includes(stage) ?? false;
    const versions = isThere ? secret.versions : secret.versions.map((version) => moved(version, stage, to));
    checkStages(versions.flatMap(({ stages }) => stages));
    replace(context, secret, { versions });
    return { SecretName: secret.name };
  },
};

function readVersion({ parameters }: OperationContext, secret: Secret, name: string): SecretVersion | undefined {
  const id = parameters.optional(name);
  if (!id) return undefined;
  const found = secret.versions.find((version) => version.id === id);
  if (found === undefined) throw secretNotFound(`${secret.name} in the version ${id}`);
  return found;
}

/** A stage belongs to one version only. When the current stage moves, its former version becomes the previous one. */
function moved(version: SecretVersion, stage: string, to: SecretVersion | undefined): SecretVersion {
  const others = version.stages.filter((one) => one !== stage);
  const kept = stage === currentStage ? others.filter((one) => one !== previousStage) : others;
  if (version.id === to?.id) return { ...version, stages: [...kept, stage] };
  const wasCurrent = stage === currentStage && version.stages.includes(currentStage);
  return { ...version, stages: wasCurrent ? [...kept, previousStage] : kept };
}

function isBuiltIn(stage: string): boolean {
  return stage === currentStage || stage === previousStage;
}
