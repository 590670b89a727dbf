import type { z } from "zod";
import type { Repeatable } from "../../http/retry";
import * as wire from "./wire";

export interface Operation<Reply> {
  readonly action: string;
  /** A GET carries its parameters in the URL: no secret may be among them. */
  readonly method: "GET" | "POST";
  readonly kind: "read" | "write";
  readonly retry: Repeatable;
  readonly reply: z.ZodType<Reply>;
}

/** `GetClientKey` and `ListClientKeys` can be called by GET only; all other reads can. */
function look<T>(action: string, reply: z.ZodType<T>): Operation<T> {
  return { action, method: "GET", kind: "read", retry: "idempotent", reply };
}

/** Parameters go into the body, so that no proxy or log sees them in a URL. */
function write<T>(action: string, retry: Repeatable, reply: z.ZodType<T>): Operation<T> {
  return { action, method: "POST", kind: "write", retry, reply };
}

/** No operation takes a client token, so that a repeated create makes a second object, or fails on the first one. */
function create<T>(action: string, reply: z.ZodType<T>): Operation<T> {
  return write(action, "never-blindly", reply);
}

function change(action: string): Operation<unknown> {
  return write(action, "idempotent", wire.done);
}

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
