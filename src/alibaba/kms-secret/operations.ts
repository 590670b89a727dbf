import * as z from "zod";
import { change, create, look } from "../api/operation";
import { listIn, maybe, stages, tag, time } from "../api/wire";

// If nothing else is said, facts are from the documentation in the vendor's client for Go, github.com/alibabacloud-go/kms-20160120, and
// from its API reference.

const tags = z
  .object({ Tag: z.array(tag).default([]) })
  .default({ Tag: [] })
  .transform(({ Tag }) => Tag);

const secret = z.object({
  Arn: z.string(),
  SecretType: maybe,
  Description: maybe,
  EncryptionKeyId: maybe,
  DKMSInstanceId: maybe,
  PlannedDeleteTime: time.optional(),
  ExtendedConfig: maybe,
  AutomaticRotation: maybe,
  RotationInterval: maybe,
  Tags: tags,
});
export type SecretReply = z.output<typeof secret>;

const version = z.object({
  VersionId: z.string(),
  CreateTime: time,
  VersionStages: stages,
});
export type VersionReply = z.output<typeof version>;

const listedSecret = z.object({
  SecretName: z.string(),
  SecretType: maybe,
  CreateTime: time.optional(),
  UpdateTime: time.optional(),
  PlannedDeleteTime: time.optional(),
  Tags: tags,
});
export type ListedSecret = z.output<typeof listedSecret>;

export const createSecret = create("CreateSecret", z.object({ Arn: z.string() }));
export const listSecrets = look("ListSecrets", listIn("SecretList", "Secret", listedSecret));
export const describeSecret = look("DescribeSecret", secret);
/** A secret has at most 10 versions: PutSecretValue drops the oldest. */
export const listVersions = look("ListSecretVersionIds", listIn("VersionIds", "VersionId", version));
/** Does nothing when repeated with the same version and value. */
export const putSecretValue = change("PutSecretValue");
/** Does nothing when repeated with the same version. */
export const rotateSecret = change("RotateSecret");
export const updateSecret = change("UpdateSecret");
export const updateStage = change("UpdateSecretVersionStage");
export const updateRotation = change("UpdateSecretRotationPolicy");
export const deleteSecret = change("DeleteSecret");
/** Refused with Rejected.ResourceInUse if the secret isn't to be deleted. */
export const restoreSecret = change("RestoreSecret");
export const getPolicy = look("GetSecretPolicy", z.object({ Policy: z.string() }));
export const setPolicy = change("SetSecretPolicy");
