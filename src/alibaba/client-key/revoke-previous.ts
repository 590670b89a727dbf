import * as z from "zod";
import type { Check } from "../../core/checks";
import { parseTime } from "../../core/clock";
import { ConflictError, NotFoundError } from "../../core/errors";
import { field } from "../../core/fields";
import { defineFunction, type FunctionDefinition } from "../../core/function";
import { requireRealTime } from "../../core/revocation";
import { hasCome } from "../../core/rotation";
import type { AlibabaContext } from "../api/client";
import type { ClientKeyReply } from "../api/wire";
import { regionField, secretNameText } from "../fields";
import { aboutUntold, handedOut, mayBeHandedOut } from "./handed-out";
import { deleteKey, describeKey, isElsewhere } from "./keys";

const idText = () => z.string().regex(/^KAAP\.[^\s/]+$/, "is not the id of a client key: those ids begin with KAAP");

const inputs = z.object({
  current: field(idText(), {
    doc: "The id of the key that stays, which applications have by now: `clientKeyId` of a ClientKey. Nothing is ended if that key is gone, has ended, or hasn't begun.",
    examples: ["KAAP.11111111-1111-4111-8111-111111111111", "KAAP.22222222-2222-4222-8222-222222222222"],
  }),
  previous: field(z.array(idText()), {
    doc: "The ids of the keys to end: those in `previous` of the same ClientKey. Keys of another access point are refused.",
    examples: [["KAAP.33333333-3333-4333-8333-333333333333"], ["KAAP.44444444-4444-4444-8444-444444444444"]],
    unordered: true,
  }),
  secret: field(secretNameText().optional(), {
    doc: "With `store`: the same secret. Nothing is ended if it hands out one of the keys to end.",
    examples: ["orders/client-key", "billing/client-key"],
    references: "KmsSecret",
  }),
  region: regionField,
});

const outputs = z.object({
  ended: field(z.array(z.string()), { doc: "The ids of the keys that were ended now." }),
  gone: field(z.array(z.string()), { doc: "The ids of the keys that the service no longer had." }),
});

type Inputs = z.output<typeof inputs>;

const currentStays: Check<Inputs> = ({ inputs: { current, previous } }) =>
  previous.includes(current)
    ? [
        {
          field: "previous",
          reason: `names ${current}, which is to stay: give the ids of the keys that it has replaced`,
        },
      ]
    : [];

/** Ends overlaps early. The next refresh finds the keys gone and takes them off the record. */
async function revoke(context: AlibabaContext, given: Inputs): Promise<z.output<typeof outputs>> {
  const { region, previous } = given;
  const ids = [...new Set(previous)];
  const current = await workingKey(context, given);
  await requireNotHandedOut(context, given);
  const looked = await Promise.all(ids.map((id) => describeKey(context, region, id)));
  const there = looked.filter((key) => key !== undefined);
  for (const key of there) requireBeside(context, region, current, key);
  const ended = there.map(({ clientKeyId }) => clientKeyId);
  const gone = ids.filter((id) => !ended.includes(id));
  for (const id of gone) context.log.tell(`client key ${id} was already gone`);
  for (const id of ended) {
    await deleteKey(context, region, id);
    context.log.tell(`client key ${id} is ended`);
  }
  if (ids.length === 0) context.log.tell(`client key ${current.clientKeyId} has no previous keys to end`);
  return { ended, gone };
}

/** @throws NotFoundError, ConflictError or ClockMovedError if applications may be left without a key */
async function workingKey(context: AlibabaContext, { current: id, region }: Inputs): Promise<ClientKeyReply> {
  requireRealTime(`client key ${id}`, context);
  const key = await describeKey(context, region, id);
  if (!key) {
    throw new NotFoundError(
      `there is no client key ${id} in ${region}, and nothing was ended`,
      "Run the engine first, so that there is a current key and it is recorded, then call this again.",
    );
  }
  const lack = whyNot(key, context.clock.now());
  if (lack === undefined) return key;
  throw new ConflictError(
    `client key ${id} ${lack.problem}, and nothing was ended: applications would be left without one`,
    `${lack.remedy}, then call this again.`,
  );
}

/** Why a key doesn't work, as far as it is known. */
function whyNot(
  { notBefore, notAfter, createdAt }: ClientKeyReply,
  now: Date,
): { readonly problem: string; readonly remedy: string } | undefined {
  if (hasCome(notAfter, now))
    return { problem: `ended on ${notAfter}`, remedy: "Run the engine first, which makes another one" };
  // A key that begins when it is made has begun, whatever the clock of this machine says.
  if (!hasCome(notBefore, now) && !hasCome(notBefore, parseTime(createdAt)))
    return { problem: `works only from ${notBefore} on`, remedy: "Wait until then" };
  return undefined;
}

async function requireNotHandedOut(context: AlibabaContext, { region, secret, previous }: Inputs): Promise<void> {
  const found = await handedOut(context, region, secret === undefined ? undefined : { secret });
  const id = previous.find((clientKeyId) => mayBeHandedOut(found, { clientKeyId }));
  if (id === undefined) return;
  const { problem, remedy } =
    found.untold === undefined
      ? {
          problem: `the secret ${JSON.stringify(secret)} hands out client key ${id} now`,
          remedy: "Run the engine with a refresh first, to have the next key made and put there",
        }
      : aboutUntold(found.untold);
  throw new ConflictError(`${problem}: nothing was ended`, `${remedy}, then call this again.`);
}

function requireBeside(
  context: AlibabaContext,
  region: string,
  current: ClientKeyReply,
  { clientKeyId, accessPoint }: ClientKeyReply,
): void {
  if (accessPoint !== current.accessPoint) {
    throw new ConflictError(
      `client key ${clientKeyId} belongs to the access point ${accessPoint}, but ${current.clientKeyId} to ${current.accessPoint}: nothing was ended`,
      "Give the previous keys of one ClientKey and its current key.",
    );
  }
  if (isElsewhere(context, region, clientKeyId)) {
    throw new ConflictError(
      `client key ${clientKeyId} is the current key of another resource of this program: nothing was ended`,
      "Give the previous keys of one ClientKey only.",
    );
  }
}

export const revokePrevious: FunctionDefinition = defineFunction({
  name: "revokePrevious",
  kind: "action",
  command: "revoke-previous",
  summary:
    "Ends the keys that a ClientKey has replaced, before their overlap is over: for when all applications have the current one, or a " +
    "previous one has leaked. Keys that are gone already count as ended.",
  inputs,
  outputs,
  checks: [currentStays],
  actions: ["kms:GetClientKey", "kms:DeleteClientKey", "kms:ListSecretVersionIds"],
  call: revoke,
});
