import { change, create, look, named } from "./operation";
import * as wire from "./wire";

export const networkRule = named("NetworkRule", "NetworkRules", wire.networkRule);
export const policy = named("Policy", "Policies", wire.policy);
export const accessPoint = named("ApplicationAccessPoint", "ApplicationAccessPoints", wire.accessPoint);

export const createClientKey = create("CreateClientKey", wire.createdClientKey);
export const getClientKey = look("GetClientKey", wire.clientKey);
export const listClientKeys = look("ListClientKeys", wire.clientKeyList);
export const deleteClientKey = change("DeleteClientKey");

export const getKmsInstance = look("GetKmsInstance", wire.kmsInstance);
