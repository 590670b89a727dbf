import * as z from "zod";
import { change, create, look, type Operation } from "../api/operation";
import { time } from "../api/wire";

// Facts are those of the documentation in the vendor's client for Go, github.com/alibabacloud-go/kms-20160120, and of its API
// reference, where nothing else is said.

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? "");

const tags = z.object({ Tag: z.array(z.object({ TagKey: z.string(), TagValue: text })).default([]) });

const secret = z.object({
  Arn: z.string(),
  SecretType: text,
  Description: text,
  EncryptionKeyId: text,
  DKMSInstanceId: text,
  PlannedDeleteTime: time.optional(),
  ExtendedConfig: text,
  AutomaticRotation: text,
  RotationInterval: text,
  Tags: tags.default({ Tag: [] }),
});
export type SecretReply = z.output<typeof secret>;

const version = z.object({
  VersionId: z.string(),
  CreateTime: time,
  VersionStages: z.object({ VersionStage: z.array(z.string()) }).default({ VersionStage: [] }),
});
export type VersionReply = z.output<typeof version>;

const listedSecret = z.object({
  SecretName: z.string(),
  SecretType: text,
  CreateTime: time.optional(),
  UpdateTime: time.optional(),
  PlannedDeleteTime: time.optional(),
  Tags: tags.default({ Tag: [] }),
});
export type ListedSecret = z.output<typeof listedSecret>;

export const createSecret: Operation<{ Arn: string }> = create("CreateSecret", z.object({ Arn: z.string() }));
export const listSecrets = look("ListSecrets", z.object({ SecretList: z.object({ Secret: z.array(listedSecret) }) }));
export const describeSecret: Operation<SecretReply> = look("DescribeSecret", secret);
/** A secret has at most 10: PutSecretValue lets the oldest go. */
export const listVersions: Operation<{ VersionIds: { VersionId: VersionReply[] } }> = look(
  "ListSecretVersionIds",
  z.object({ VersionIds: z.object({ VersionId: z.array(version) }) }),
);
/** Repeated with the same version and value, it does nothing. */
export const putSecretValue: Operation<unknown> = change("PutSecretValue");
/** Repeated with the same version, it does nothing. */
export const rotateSecret: Operation<unknown> = change("RotateSecret");
export const updateSecret: Operation<unknown> = change("UpdateSecret");
export const updateStage: Operation<unknown> = change("UpdateSecretVersionStage");
export const updateRotation: Operation<unknown> = change("UpdateSecretRotationPolicy");
export const deleteSecret: Operation<unknown> = change("DeleteSecret");
/** Refused by Rejected.ResourceInUse where the secret isn't to be deleted. */
export const restoreSecret: Operation<unknown> = change("RestoreSecret");
export const getPolicy: Operation<{ Policy: string }> = look("GetSecretPolicy", z.object({ Policy: z.string() }));
export const setPolicy: Operation<unknown> = change("SetSecretPolicy");
export const tagResources: Operation<unknown> = change("TagResources");
export const untagResources: Operation<unknown> = change("UntagResources");
