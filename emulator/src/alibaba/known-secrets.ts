import { randomUUID } from "node:crypto";
import { invalidParameter, rejectedResourceExist } from "./errors";
import type { OperationContext } from "./operation";
import { isAt } from "./place";
import {
  checkStages,
  currentStage,
  handedOver,
  isOver,
  type Secret,
  type SecretVersion,
  secretNotFound,
} from "./secret";
import { formatKmsTime } from "./time";

const maxVersions = 10;
const maxValueBytes = 30_720;

export interface VersionData {
  readonly id: string;
  readonly value: string;
  readonly dataType: SecretVersion["dataType"];
}

/** The existing secret that SecretName gives by name or ARN. @throws KmsError MissingParameter, Forbidden.ResourceNotFound */
export function readSecret(context: OperationContext): Secret {
  return findSecret(context, context.parameters.required("SecretName"));
}

/** @throws KmsError Forbidden.ResourceNotFound */
export function findSecret(context: OperationContext, nameOrArn: string): Secret {
  const name = nameOf(context, nameOrArn);
  const secret = context.region.secrets.get(name);
  const isHere = secret !== undefined && isAt(context.place, secret.kmsInstance);
  if (!isHere || isOver(secret, context.now)) throw secretNotFound(name);
  return secret;
}

/** The secrets whose planned deletion has not come. */
export function secretsOf({ region, now }: OperationContext): Secret[] {
  return [...region.secrets.values()].filter((secret) => !isOver(secret, now));
}

/** The name in an ARN of the caller's account and region. Any other text is taken as a name. */
export function nameOf({ regionId, caller }: OperationContext, nameOrArn: string): string {
  const own = `acs:kms:${regionId}:${caller.accountId}:secret/`;
  return nameOrArn.startsWith(own) ? nameOrArn.slice(own.length) : nameOrArn;
}

/** VersionId, SecretData and SecretDataType. @throws KmsError MissingParameter, InvalidParameter */
export function readVersionData({ parameters }: OperationContext): VersionData {
  const id = parameters.required("VersionId");
  if (id.length > 64) throw invalidParameter("VersionId", "it must be 1 to 64 characters long");
  const value = parameters.required("SecretData");
  if (Buffer.byteLength(value) > maxValueBytes) throw invalidParameter("SecretData", `at most ${maxValueBytes} bytes`);
  const dataType = parameters.optional("SecretDataType") || "text";
  if (dataType !== "text" && dataType !== "binary") {
    throw invalidParameter("SecretDataType", "it must be text or binary");
  }
  return { id, value, dataType };
}

/** Stores a value and returns a version that refers to it. */
export function versionFor({ hidden, now }: OperationContext, data: VersionData, stages: string[]): SecretVersion {
  const valueId = randomUUID();
  hidden.set(valueId, data.value);
  return { id: data.id, createTime: formatKmsTime(now), stages, dataType: data.dataType, valueId };
}

/**
 * Adds a version. A stage that it takes leaves the version that had it; the current version becomes the previous one. The oldest
 * version is removed when there are too many. A version that already exists with the same value stays as it is.
 *
 * @throws KmsError Rejected.ResourceExist when the version exists with another value, Rejected.LimitExceeded
 */
export function addVersion(
  context: OperationContext,
  secret: Secret,
  data: VersionData,
  stages: string[] = [currentStage],
): SecretVersion {
  const known = secret.versions.find(({ id }) => id === data.id);
  if (known !== undefined) {
    if (context.hidden.get(known.valueId) === data.value && known.dataType === data.dataType) return known;
    throw rejectedResourceExist(`version ${data.id} of secret ${secret.name}`);
  }
  const others = secret.versions.map((version) => handedOver(version, stages));
  checkStages([...others.flatMap((version) => version.stages), ...stages]);
  const added = versionFor(context, data, stages);
  const versions = [...others, added];
  const gone = versions.splice(0, Math.max(0, versions.length - maxVersions));
  for (const { valueId } of gone) context.hidden.delete(valueId);
  replace(context, secret, { versions });
  return added;
}

/** Changes properties of a secret. */
export function replace(context: OperationContext, secret: Secret, changes: Partial<Secret>): void {
  const updateTime = formatKmsTime(context.now);
  context.region.secrets.set(secret.name, { ...secret, ...changes, updateTime });
}

/** Removes a secret and its values. */
export function removeSecret({ region, hidden }: OperationContext, { name, versions }: Secret): void {
  region.secrets.delete(name);
  for (const { valueId } of versions) hidden.delete(valueId);
}
