import type * as z from "zod";
import { change, create, look, named, type Operation } from "./operation";
import * as wire from "./wire";

export const networkRule = named("NetworkRule", "NetworkRules", wire.networkRule);
export const policy = named("Policy", "Policies", wire.policy);
export const accessPoint = named("ApplicationAccessPoint", "ApplicationAccessPoints", wire.accessPoint);

export const createClientKey = create("CreateClientKey", wire.createdClientKey);
export const getClientKey = look("GetClientKey", wire.clientKey);
/** One reply for all keys of a region, without pages: a certificate of 1 to 2 kB for each key. */
export const listClientKeys: Operation<z.output<typeof wire.clientKeyList>> = {
  ...look("ListClientKeys", wire.clientKeyList),
  leavesOut: "PublicKeyData",
};
export const deleteClientKey = change("DeleteClientKey");

export const getKmsInstance = look("GetKmsInstance", wire.kmsInstance);

/** The value isn't needed: the reply is parsed only to show that the secret exists. */
export const getSecretValue: Operation<unknown> = {
  ...look("GetSecretValue", wire.secretRead),
  method: "POST",
  asksSecret: true,
};
