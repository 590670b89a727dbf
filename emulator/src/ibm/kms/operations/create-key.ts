import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { Reply } from "../../operation";
import { checkNewAliases } from "../aliases";
import { goStruct, readCollection } from "../body";
import { badBody, createImportAccess, invalidField, ringNotFound, rootKeyRequired } from "../errors";
import { checkDescription, checkExpiration, checkName, checkTags } from "../fields";
import type { KeyRecord } from "../key";
import { defaultRing } from "../key-instance";
import { dualAuthPolicy, initialPolicies, rotationPolicy } from "../key-policy";
import { generate, givenMaterial, isSealed, materialFields } from "../material";
import type { KeyCall, KeyOperation } from "../operation";
import { collection, keyType, shownKey } from "../view";

const fields2019 = {
  type: z.string().optional(),
  name: z.string().optional(),
  description: z.string().optional(),
  expirationDate: z.string().optional(),
  extractable: z.boolean().default(true),
  payload: materialFields.payload,
};

const todaysFields = {
  ...fields2019,
  ...materialFields,
  aliases: z.array(z.string()).default([]),
  tags: z.array(z.string()).default([]),
};

const newKeySchema = goStruct(todaysFields);

const newKeySchema2019 = goStruct(fields2019).transform(
  (key): z.infer<typeof newKeySchema> => ({ ...key, aliases: [], tags: [] }),
);

const overridesSchema = goStruct({
  ...todaysFields,
  rotation: goStruct({ enabled: z.boolean().optional(), interval_month: z.number().optional() }).optional(),
  dualAuthDelete: goStruct({ enabled: z.boolean() }).optional(),
});

type NewKey = z.infer<typeof overridesSchema>;

export const createKey: KeyOperation = {
  operation: "createKey",
  method: "POST",
  path: "/keys",
  kind: "write",
  action: "kms.secrets.create",
  failure: "Key could not be created",
  on: "everywhere",
  run: (call) => create(call, read(call, call.instance.flavour.is2019 ? newKeySchema2019 : newKeySchema)),
};

export const createKeyWithPolicies: KeyOperation = {
  operation: "createKeyWithPolicies",
  method: "POST",
  path: "/keys_with_policy_overrides",
  kind: "write",
  action: "kms.secrets.createwithpolicyoverrides",
  failure: "Key could not be created",
  run: (call) => create(call, read(call, overridesSchema)),
};

function read(call: KeyCall, schema: z.ZodType<NewKey>): NewKey {
  const { total, resources } = readCollection(call.request, schema);
  const [resource] = resources;
  if (!resource || resources.length > 1) throw badBody("Only creation of one key per request is supported");
  if (total !== 1) throw badBody("collectionTotal is not the number of resources");
  return resource;
}

function create(call: KeyCall, given: NewKey): Reply {
  const { instance, now } = call;
  const { key, material } = prepare(call, given);
  instance.add(key);
  instance.addVersion(key, material, now);
  return { status: 201, body: collection(keyType, [shownKey(instance, key, now)]) };
}

/** Does everything that can fail. */
function prepare(call: KeyCall, given: NewKey): { key: KeyRecord; material: Buffer } {
  const { instance, now, request } = call;
  const { extractable } = given;
  if (given.type !== undefined && given.type !== keyType) throw invalidField("type", keyType);
  checkDescription(given.description);
  checkTags(given.tags);
  const name = checkName(given.name, instance.flavour);
  const expirationDate = checkExpiration(given.expirationDate, now);
  const keyRing = request.header("x-kms-key-ring") ?? defaultRing;
  if (!instance.hasRing(keyRing)) throw ringNotFound();
  if (given.rotation && extractable) throw rootKeyRequired();
  const material = givenMaterial(call, given, extractable);
  checkAccess(call, given, material !== undefined);
  checkNewAliases(instance, given.aliases, now);
  const imported = material !== undefined;
  const key = newRecord(call, { name, keyRing, imported, expirationDate }, given);
  Object.assign(key, policiesOf(call, given, imported));
  return { key, material: material ?? generate() };
}

type Decided = Pick<KeyRecord, "name" | "keyRing" | "imported"> & { readonly expirationDate: string | undefined };

function newRecord({ caller, now }: KeyCall, decided: Decided, given: NewKey): KeyRecord {
  const { expirationDate, ...rest } = decided;
  const createdBy = caller.iamId;
  const creationDate = now.toISOString();
  return {
    ...rest,
    id: randomUUID(),
    ...(given.description !== undefined && { description: given.description }),
    ...(expirationDate !== undefined && { expirationDate }),
    tags: given.tags,
    aliases: given.aliases.map((alias) => ({ alias, createdBy, creationDate })),
    extractable: given.extractable,
    createdBy,
    creationDate,
    lastUpdateDate: creationDate,
    suspended: false,
    // The first version is added with its material.
    versions: [],
    registrations: [],
  };
}

/** The request's policies, otherwise those that the instance's own policies give to new keys. */
function policiesOf(call: KeyCall, { rotation, dualAuthDelete, extractable }: NewKey, imported: boolean): object {
  return {
    ...initialPolicies(call, extractable || imported),
    ...(rotation && { rotationPolicy: rotationPolicy(call, rotation, undefined) }),
    ...(dualAuthDelete && { dualAuthPolicy: dualAuthPolicy(call, dualAuthDelete, undefined) }),
  };
}

/** Applies the instance's policy keyCreateImportAccess. */
function checkAccess({ instance }: KeyCall, given: NewKey, imported: boolean): void {
  const { enabled, attributes = {} } = instance.policies.get("keyCreateImportAccess")?.policy_data ?? {};
  if (!enabled) return;
  const what = `${imported ? "import" : "create"}_${given.extractable ? "standard" : "root"}_key`;
  const unsealed = imported && !given.extractable && !isSealed(given);
  if (attributes[what] === false || (attributes["enforce_token"] === true && unsealed)) throw createImportAccess();
}
