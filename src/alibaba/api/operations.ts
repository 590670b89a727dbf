import { change, create, look } from "./operation";
import * as wire from "./wire";

export const createNetworkRule = create("CreateNetworkRule", wire.networkRule);
export const updateNetworkRule = change("UpdateNetworkRule");
export const describeNetworkRule = look("DescribeNetworkRule", wire.networkRule);
export const deleteNetworkRule = change("DeleteNetworkRule");

export const createPolicy = create("CreatePolicy", wire.policy);
export const updatePolicy = change("UpdatePolicy");
export const describePolicy = look("DescribePolicy", wire.policy);
export const deletePolicy = change("DeletePolicy");

export const createApplicationAccessPoint = create("CreateApplicationAccessPoint", wire.accessPoint);
export const updateApplicationAccessPoint = change("UpdateApplicationAccessPoint");
export const describeApplicationAccessPoint = look("DescribeApplicationAccessPoint", wire.accessPoint);
export const deleteApplicationAccessPoint = change("DeleteApplicationAccessPoint");

export const createClientKey = create("CreateClientKey", wire.createdClientKey);
export const getClientKey = look("GetClientKey", wire.clientKey);
export const listClientKeys = look("ListClientKeys", wire.clientKeyList);
export const deleteClientKey = change("DeleteClientKey");

export const getKmsInstance = look("GetKmsInstance", wire.kmsInstance);
