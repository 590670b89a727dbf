import type { z } from "zod";
import type { Repeatable } from "../http/retry";
import * as wire from "./wire";

export type {
  AccessPointReply,
  ClientKeyListReply,
  ClientKeyReply,
  CreatedClientKeyReply,
  Done,
  KmsInstanceReply,
  NetworkRuleReply,
  PolicyReply,
} from "./wire";

/** One operation of the vendor's API and what we know of it. */
export interface Operation<Reply> {
  readonly action: string;
  /** What a caller must be allowed to do. */
  readonly ramAction: string;
  /** A GET carries its parameters in the URL: no secret may be among them. */
  readonly method: "GET" | "POST";
  /** The quota that it counts against. */
  readonly kind: "read" | "write";
  readonly retry: Repeatable;
  readonly reply: z.ZodType<Reply>;
}

/** `GetClientKey` and `ListClientKeys` can be called by GET only; all other reads can. */
function look<T>(action: string, reply: z.ZodType<T>): Operation<T> {
  return { action, ramAction: `kms:${action}`, method: "GET", kind: "read", retry: "idempotent", reply };
}

/** Parameters go into the body, so that no proxy or log sees them in a URL. */
function write<T>(action: string, retry: Repeatable, reply: z.ZodType<T>): Operation<T> {
  return { action, ramAction: `kms:${action}`, method: "POST", kind: "write", retry, reply };
}

/** No operation takes a client token, so that a repeated create makes a second object, or fails on the first one. */
function create<T>(action: string, reply: z.ZodType<T>): Operation<T> {
  return write(action, "never-blindly", reply);
}

function change(action: string): Operation<wire.Done> {
  return write(action, "idempotent", wire.done);
}

export const createNetworkRule: Operation<wire.NetworkRuleReply> = create("CreateNetworkRule", wire.networkRule);
export const updateNetworkRule: Operation<wire.Done> = change("UpdateNetworkRule");
export const describeNetworkRule: Operation<wire.NetworkRuleReply> = look("DescribeNetworkRule", wire.networkRule);
export const deleteNetworkRule: Operation<wire.Done> = change("DeleteNetworkRule");

export const createPolicy: Operation<wire.PolicyReply> = create("CreatePolicy", wire.policy);
export const updatePolicy: Operation<wire.Done> = change("UpdatePolicy");
export const describePolicy: Operation<wire.PolicyReply> = look("DescribePolicy", wire.policy);
export const deletePolicy: Operation<wire.Done> = change("DeletePolicy");

export const createApplicationAccessPoint: Operation<wire.AccessPointReply> = create(
  "CreateApplicationAccessPoint",
  wire.accessPoint,
);
export const updateApplicationAccessPoint: Operation<wire.Done> = change("UpdateApplicationAccessPoint");
export const describeApplicationAccessPoint: Operation<wire.AccessPointReply> = look(
  "DescribeApplicationAccessPoint",
  wire.accessPoint,
);
export const deleteApplicationAccessPoint: Operation<wire.Done> = change("DeleteApplicationAccessPoint");

export const createClientKey: Operation<wire.CreatedClientKeyReply> = create("CreateClientKey", wire.createdClientKey);
export const getClientKey: Operation<wire.ClientKeyReply> = look("GetClientKey", wire.clientKey);
export const listClientKeys: Operation<wire.ClientKeyListReply> = look("ListClientKeys", wire.clientKeyList);
export const deleteClientKey: Operation<wire.Done> = change("DeleteClientKey");

export const getKmsInstance: Operation<wire.KmsInstanceReply> = look("GetKmsInstance", wire.kmsInstance);
