import { change, create, look, named } from "./operation";
import * as wire from "./wire";

export const networkRule = named("NetworkRule", wire.networkRule);
export const policy = named("Policy", wire.policy);
export const accessPoint = named("ApplicationAccessPoint", wire.accessPoint);

export const createClientKey = create("CreateClientKey", wire.createdClientKey);
export const getClientKey = look("GetClientKey", wire.clientKey);
export const listClientKeys = look("ListClientKeys", wire.clientKeyList);
export const deleteClientKey = change("DeleteClientKey");

export const getKmsInstance = look("GetKmsInstance", wire.kmsInstance);
