import { z } from "zod";
import { KmsError } from "./errors";
import { formatKmsTime } from "./time";

// Rules and codes: the vendor's API reference of the operations, and the documentation in its client for Go
// (github.com/alibabacloud-go/kms-20160120).

/** A version of a secret. Its value is stored apart, under `valueId`, because no view of the state may show it. */
export type SecretVersion = z.infer<typeof versionSchema>;
export type Secret = z.infer<typeof secretSchema>;

const versionSchema = z.object({
  id: z.string(),
  createTime: z.string(),
  stages: z.array(z.string()),
  dataType: z.enum(["text", "binary"]),
  valueId: z.string(),
});

const rotationSchema = z.object({ isAutomatic: z.boolean(), seconds: z.number(), last: z.string().optional() });

export const secretSchema = z.object({
  name: z.string(),
  type: z.enum(["Generic", "Rds", "RAMCredentials", "ECS"]),
  description: z.string(),
  kmsInstance: z.string(),
  encryptionKeyId: z.string(),
  /** JSON text; managed types only. */
  extendedConfig: z.string(),
  /** Managed types only. */
  rotation: rotationSchema.optional(),
  /** JSON text; absent until a policy is set. */
  policy: z.string().optional(),
  tags: z.record(z.string(), z.string()),
  createTime: z.string(),
  updateTime: z.string(),
  plannedDeleteTime: z.string().optional(),
  /** Oldest first. */
  versions: z.array(versionSchema),
});

export const currentStage = "ACSCurrent";
export const previousStage = "ACSPrevious";

const maxStages = 8;

export function secretNotFound(name: string): KmsError {
  return new KmsError(404, "Forbidden.ResourceNotFound", `The specified resource is not found: secret ${name}.`);
}

/** Whether the planned deletion has come. */
export function isOver({ plannedDeleteTime }: Secret, now: Date): boolean {
  return plannedDeleteTime !== undefined && now >= new Date(plannedDeleteTime);
}

/** @throws KmsError Rejected.PendingDeletion */
export function checkNotDeleted({ name, plannedDeleteTime }: Secret): void {
  if (plannedDeleteTime === undefined) return;
  const message = `The secret ${name} is to be deleted at ${plannedDeleteTime}.`;
  throw new KmsError(409, "Rejected.PendingDeletion", message);
}

/** @throws KmsError Rejected.UnsupportedOperation */
export function checkType({ type }: Secret, isGeneric: boolean): void {
  if ((type === "Generic") === isGeneric) return;
  throw new KmsError(
    409,
    "Rejected.UnsupportedOperation",
    `This operation is not supported by secrets of type ${type}.`,
  );
}

/** A version after others took stages: the current version becomes the previous one. */
export function handedOver(version: SecretVersion, taken: readonly string[]): SecretVersion {
  const wasCurrent = taken.includes(currentStage) && version.stages.includes(currentStage);
  const kept = version.stages.filter((stage) => !taken.includes(stage));
  if (!taken.includes(currentStage)) return { ...version, stages: kept };
  const others = kept.filter((stage) => stage !== previousStage);
  return { ...version, stages: wasCurrent ? [...others, previousStage] : others };
}

/** @throws KmsError Rejected.LimitExceeded */
export function checkStages(all: readonly string[]): void {
  if (new Set(all).size <= maxStages) return;
  throw new KmsError(409, "Rejected.LimitExceeded", `A secret has at most ${maxStages} stages.`);
}

/** The rotation fields that several operations answer for a managed secret. */
export function rotationFields({ rotation, createTime }: Secret): Record<string, string> {
  if (rotation === undefined) return {};
  const { isAutomatic, seconds, last } = rotation;
  const next = new Date(new Date(last ?? createTime).getTime() + seconds * 1000);
  return {
    AutomaticRotation: isAutomatic ? "Enabled" : "Disabled",
    ...(last !== undefined && { LastRotationDate: last }),
    ...(isAutomatic && { RotationInterval: `${seconds}s`, NextRotationDate: formatKmsTime(next) }),
  };
}
