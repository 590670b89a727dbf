import { randomUUID } from "node:crypto";
import { z } from "zod";
import { goStruct, readBody } from "../body";
import { invalidField } from "../errors";
import type { KeyOperation } from "../operation";
import { page } from "../paging";
import { collection } from "../view";

// In the form that IBM's client for Go sends and reads. Here adapters hold no certificates and no objects.

const collectionType = "application/vnd.ibm.kms.kmip_adapter+json";
const defaultLimit = 200;

const adapterSchema = goStruct({
  profile: z.literal("native_1.0"),
  profile_data: goStruct({ crk_id: z.string() }),
  name: z.string().optional(),
  description: z.string().optional(),
});
const createSchema = goStruct({ metadata: z.unknown(), resources: z.tuple([adapterSchema]) });

export const listKmipAdapters: KeyOperation = {
  operation: "listKmipAdapters",
  method: "GET",
  path: "/kmip_adapters",
  kind: "read",
  action: "kms.kmip-management.list",
  failure: "KMIP adapters could not be listed",
  run: ({ instance, request }) => ({
    status: 200,
    body: page(request, collectionType, instance.kmipAdapters, defaultLimit),
  }),
};

export const createKmipAdapter: KeyOperation = {
  operation: "createKmipAdapter",
  method: "POST",
  path: "/kmip_adapters",
  kind: "write",
  action: "kms.kmip-management.create",
  failure: "KMIP adapter could not be created",
  run: ({ instance, request, caller, now }) => {
    const { profile, profile_data, name, description = "" } = readBody(request, createSchema).resources[0];
    if (instance.find(profile_data.crk_id, now).extractable) throw invalidField("profile_data.crk_id", "a root key");
    const [by, at] = [caller.iamId, now.toISOString()];
    const id = randomUUID();
    const stamps = { created_by: by, created_at: at, updated_by: by, updated_at: at };
    const adapter = {
      id,
      name: name ?? `kmip-adapter-${id.slice(0, 8)}`,
      description,
      profile,
      profile_data,
      ...stamps,
    };
    instance.kmipAdapters.push(adapter);
    return { status: 201, body: collection(collectionType, [adapter]) };
  },
};
