import * as z from "zod";
import { BadReplyError } from "../../core/errors";
import { parseJson } from "../../core/json";
import { type Owned, readDescription } from "../../core/ownership";
import { unlessGone } from "../../core/patterns/gone";
import { noteAccount } from "../account";
import type { AlibabaContext } from "../api/client";
import { labelLeft } from "../mark";
import { rotationOf } from "../rotation-policy";
import { isOfVendor } from "../tags";
import { timesOf } from "./due";
import { isManaged, type SecretInputs, type SecretOutputs, type SecretState } from "./fields";
import type { SecretReply } from "./operations";
import * as operations from "./operations";
import { CURRENT, numberOf, PREVIOUS, staged, versionsOf } from "./versions";

type Place = Pick<SecretInputs, "name" | "region">;

export const secretAddress = ({ region, name }: Partial<Place>) => ({ kind: "secret", place: region, name });

/** A secret as the service describes it, and the owner that its description names. */
export interface Described {
  readonly reply: SecretReply;
  readonly mark: Owned;
}

export async function describe(context: AlibabaContext, place: Place): Promise<Described | undefined> {
  const parameters = { SecretName: place.name, FetchTags: "true" };
  const reply = await unlessGone(context.client.call(operations.describeSecret, place.region, parameters));
  if (!reply) return undefined;
  noteAccount(context, reply.Arn);
  return { reply, mark: readDescription(reply.Description) };
}

const managedConfig = z
  .object({
    SecretSubType: z.string(),
    DBInstanceId: z.string().optional(),
    UserName: z.string().optional(),
    InstanceId: z.string().optional(),
    RegionId: z.string().optional(),
  })
  .transform((config) => ({
    subType: config.SecretSubType as NonNullable<SecretInputs["managed"]>["subType"],
    dbInstance: config.DBInstanceId,
    user: config.UserName,
    server: config.InstanceId,
    serverRegion: config.RegionId,
  }));

/** The inputs that the service returns. An omitted one counts as not set. */
export function inputsOf({
  reply,
  mark,
}: Described): Pick<SecretInputs, "type" | "kmsInstance" | "encryptionKey" | "managed" | "tags" | "description"> {
  const config = managedConfig.safeParse(parseJson(reply.ExtendedConfig)).data;
  return {
    type: reply.SecretType as SecretInputs["type"],
    kmsInstance: reply.DKMSInstanceId || undefined,
    encryptionKey: reply.EncryptionKeyId || undefined,
    managed: config,
    tags: reply.Tags.filter((tag) => !isOfVendor(tag)),
    description: mark.description,
  };
}

/** The interval of the service's own rotation, in the program's words if they mean the same. */
function everyOf({ AutomaticRotation, RotationInterval }: SecretReply, recorded: SecretInputs): string | undefined {
  if (AutomaticRotation !== "Enabled") return undefined;
  const isSame = rotationOf(recorded)["RotationInterval"] === RotationInterval;
  return isSame ? recorded.rotation.every : `PT${RotationInterval.toUpperCase()}`;
}

export async function read(context: AlibabaContext, state: SecretState): Promise<SecretState | undefined> {
  const found = await describe(context, state);
  if (!found) return undefined;
  const { reply, mark } = found;
  const subject = `KmsSecret ${JSON.stringify(state.name)}`;
  const label = labelLeft(context, { subject, address: secretAddress(state), label: state.label }, mark);
  const seen = { ...state, ...inputsOf(found), label, arn: reply.Arn };
  const rotation = isManaged(seen) ? { ...state.rotation, every: everyOf(reply, state) } : state.rotation;
  const whole = { ...seen, rotation };
  if (reply.PlannedDeleteTime) return { ...whole, state: "deleted", deletedAfter: reply.PlannedDeleteTime };
  const [versions, policy] = await Promise.all([
    versionOf(context, whole),
    state.policy === undefined ? undefined : policyOf(context, state),
  ]);
  return { ...whole, policy, deletedAfter: undefined, ...versions };
}

async function versionOf(
  context: AlibabaContext,
  state: SecretState,
): Promise<Pick<SecretOutputs, "state" | "versionId" | "createdAt" | "previous" | "rotateAt" | "nextRunBy">> {
  const versions = await versionsOf(context, state);
  const current = staged(versions, CURRENT);
  const before = staged(versions, PREVIOUS)?.VersionId;
  const previous = state.previous.filter(({ versionId }) => versionId === before);
  // The version of a managed secret, or of one filled elsewhere, is whichever others have made current.
  if ((isManaged(state) || state.filledElsewhere) && current) {
    const made = { versionId: current.VersionId, createdAt: current.CreateTime, previous };
    return { ...made, state: "active", ...timesOf(made, state) };
  }
  const { versionId, createdAt } = state;
  const isSame = state.state !== "altered" && current?.VersionId === versionId;
  const seen = { versionId, createdAt, previous };
  return { ...seen, state: isSame ? "active" : "altered", ...timesOf(seen, state) };
}

/** The first record of a secret that is taken over as it is: its current version counts as the first, unless its id tells its number. */
export async function standingVersion(
  context: AlibabaContext,
  place: Place & Pick<SecretInputs, "label">,
): Promise<Pick<SecretOutputs, "version" | "versionId" | "createdAt" | "state" | "previous">> {
  const current = staged(await versionsOf(context, place), CURRENT);
  if (!current)
    throw new BadReplyError(
      `the secret ${JSON.stringify(place.name)} has no current version`,
      "Run again; if that does not help, look at its versions in the KMS console.",
    );
  const { VersionId: versionId, CreateTime: createdAt } = current;
  const version = numberOf(context, place, { versionId, after: 0 }) ?? 1;
  return { version, versionId, createdAt, state: "active", previous: [] };
}

async function policyOf({ client }: AlibabaContext, { name, region }: Place): Promise<string> {
  return (await client.call(operations.getPolicy, region, { SecretName: name, PolicyName: "default" })).Policy;
}
