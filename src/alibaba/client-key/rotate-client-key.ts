import * as z from "zod";
import { durationText } from "../../core/duration";
import { ConflictError, LimitError, NotFoundError } from "../../core/errors";
import { field } from "../../core/fields";
import { defineFunction, type FunctionDefinition } from "../../core/function";
import { message, ref } from "../../core/message";
import { requireRealTime } from "../../core/revocation";
import type { AlibabaContext } from "../api/client";
import type { ClientKeyReply } from "../api/wire";
import { regionField, secretNameText } from "../fields";
import { CURRENT, staged, versionsOf } from "../kms-secret/versions";
import { notStored, withoutPlace } from "./failed-store";
import { atMostFiveYears, clientKeyInputs } from "./fields";
import { describeKey, listKeys } from "./keys";
import { saysLabel } from "./mark";
import { mint } from "./minting";
import { lackingPlaces } from "./room";
import { storeOf, versionIdOf } from "./store";
import { revisionOf } from "./times";

const inputs = z.object({
  current: field(z.string().regex(/^KAAP\.[^\s/]+$/, "is not the id of a client key: it begins with KAAP"), {
    doc: "The id of the key that is replaced: `clientKeyId` of a ClientKey with `store`. It keeps working, and the next refresh gives it its deadline.",
    examples: ["KAAP.11111111-1111-4111-8111-111111111111", "KAAP.22222222-2222-4222-8222-222222222222"],
  }),
  secret: field(secretNameText(), {
    doc: "The secret in which it is: `store.secret` of the same ClientKey.",
    examples: ["orders/client-key", "billing/client-key"],
    references: "KmsSecret",
  }),
  label: field(z.string().min(1).max(200), {
    doc: "The `label` of the same ClientKey, by which a refresh tells that the new key is its.",
    examples: ["shop/prod/orders-app", "shop/prod/billing-app"],
  }),
  validity: field(durationText.default("P1Y"), {
    doc: "How long the new key is valid: `validity` of the same ClientKey.",
    examples: ["P1Y", "P2Y"],
  }),
  region: regionField,
});

const outputs = z.object({
  clientKeyId: field(z.string(), { doc: "The id of the new key." }),
  versionId: field(z.string(), { doc: "The id of the version of the secret that has it." }),
  notAfter: field(z.string(), { doc: "Until when the service accepts it." }),
});

type Inputs = z.output<typeof inputs>;

/** What `store` of a ClientKey does in a rotation, but that nothing is recorded: the secret tells it to the next refresh. */
async function rotate(context: AlibabaContext, given: Inputs): Promise<z.output<typeof outputs>> {
  const key = await currentKey(context, given);
  const { region, label, validity, secret } = given;
  const wanted = clientKeyInputs.parse({ accessPoint: key.aapName, label, region, validity, store: { secret } });
  const keys = await listKeys(context, region, key.aapName);
  if (lackingPlaces({ keys }) > 0) throw noRoom(key, keys);
  const store = await storeOf(context, wanted);
  const minted = await mint(context, wanted, {
    version: 0,
    revision: revisionOf(key.createTime) + 1,
    known: new Set(keys.map(({ clientKeyId }) => clientKeyId)),
  });
  const failure = await store(minted);
  const standing = { keys, prior: undefined, previous: [], lastKeys: [], strays: [] };
  if (failure) throw await withoutPlace(context, wanted, minted, standing, notStored(minted, wanted, failure));
  const { clientKeyId, notAfter } = minted;
  context.log.tell(`client key ${clientKeyId} is in the secret ${JSON.stringify(secret)}; ${key.clientKeyId} works on`);
  return { clientKeyId, versionId: versionIdOf(clientKeyId), notAfter };
}

/**
 * Only the key that the secret hands out is rotated, and only one that a refresh will know the next one of.
 * @throws NotFoundError, ConflictError and ClockMovedError before anything is made
 */
async function currentKey(
  context: AlibabaContext,
  { current, secret, label, region }: Inputs,
): Promise<ClientKeyReply> {
  requireRealTime(`client key ${current}`, context);
  const key = await describeKey(context, region, current);
  if (!key) {
    throw new NotFoundError(
      `there is no client key ${current} in ${region}, and none was made`,
      "Run the engine, which makes another one.",
    );
  }
  if (!saysLabel(key, label)) {
    throw new ConflictError(
      `client key ${current} hasn't the label ${JSON.stringify(label)}, and none was made: a refresh would not know whose it is`,
      message`Give ${ref("label")} as the ClientKey has it; a key that was adopted has none, and is rotated by a run.`,
    );
  }
  const found = staged(await versionsOf(context, { region, name: secret }), CURRENT)?.VersionId;
  if (found === versionIdOf(current)) return key;
  throw new ConflictError(
    `client key ${current} isn't what the secret ${JSON.stringify(secret)} hands out now, which is its version ${found}: none was made`,
    "Run the engine with a refresh first: it takes over what the secret has.",
  );
}

function noRoom({ aapName }: ClientKeyReply, keys: readonly ClientKeyReply[]): LimitError {
  const ids = keys.map(({ clientKeyId }) => clientKeyId).join(", ");
  return new LimitError(
    `the access point ${JSON.stringify(aapName)} has ${keys.length} client keys, as many as the service allows, and none was made: ${ids}`,
    "Run the engine, which deletes those whose overlap is over, or end previous ones by revokePrevious.",
  );
}

export const rotateClientKey: FunctionDefinition = defineFunction({
  name: "rotateClientKey",
  kind: "action",
  command: "rotate-client-key",
  summary:
    "Rotates a ClientKey with `store` without a run: makes the next key and puts it into the secret, where applications find it. The next refresh " +
    "takes it for the current one, and gives the one before its deadline, counted from now.",
  inputs,
  outputs,
  checks: [atMostFiveYears],
  actions: [
    "kms:GetClientKey",
    "kms:ListClientKeys",
    "kms:CreateClientKey",
    "kms:DeleteClientKey",
    "kms:ListSecretVersionIds",
    "kms:PutSecretValue",
  ],
  call: rotate,
});
