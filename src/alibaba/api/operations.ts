import { change, create, look, named, type Operation } from "./operation";
import * as wire from "./wire";

export const networkRule = named("NetworkRule", "NetworkRules", wire.networkRule);
export const policy = named("Policy", "Policies", wire.policy);
export const accessPoint = named("ApplicationAccessPoint", "ApplicationAccessPoints", wire.accessPoint);

export const createClientKey = create("CreateClientKey", wire.createdClientKey);
export const getClientKey = look("GetClientKey", wire.clientKey);
export const listClientKeys = look("ListClientKeys", wire.clientKeyList);
export const deleteClientKey = change("DeleteClientKey");

export const getKmsInstance = look("GetKmsInstance", wire.kmsInstance);

/** The value is of no use here: the reply is read as far as it shows that there is one. */
export const getSecretValue: Operation<unknown> = {
  ...look("GetSecretValue", wire.secretRead),
  method: "POST",
  asksSecret: true,
};
