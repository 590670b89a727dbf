import type * as z from "zod";
import { RejectedError } from "../../../core/errors";
import { refusal } from "../../../http/refusal";
import type { Repeatable } from "../../../http/retry";
import type { HttpRequest } from "../../../http/transport";
import { type ServiceCall, segment } from "../../platform/call";
import { type Feature, lacks, SERVICE_NAMES } from "../../platform/features";
import type { KeyInstance } from "../../platform/instance";
import { keyErrors } from "./errors";
import { type KeyOperation, OPERATIONS, type OperationName } from "./operations";
import { mediaType } from "./wire";

/** What an operation is called with. What the flavour lacks, by the operation and `needs`, is refused before it is sent. */
export interface Given<Reply> {
  readonly id?: string;
  readonly alias?: string;
  readonly ring?: string;
  readonly needs?: readonly (Feature | undefined)[];
  readonly retry?: Repeatable;
  readonly query?: ServiceCall<unknown>["query"];
  readonly keyRing?: string | undefined;
  readonly body?: unknown;
  readonly reply: z.ZodType<Reply>;
}

const ACTION = /\/actions\/(\w+)$/;

/** The path and headers of IBM Cloud Private are the older forms, as its documentation shows them (2019-12). */
export function keyCall<T>(
  { service, id: instance }: KeyInstance,
  operationName: OperationName,
  given: Given<T>,
): ServiceCall<T> {
  const operation: KeyOperation = OPERATIONS[operationName];
  const { name = operationName, role, kind, retry = given.retry, asksSecret } = operation;
  const { needs = [], keyRing, query, body, reply } = given;
  const place = `${SERVICE_NAMES[service]} instance ${instance}`;
  const lack = [operation.feature, ...needs, keyRing === undefined ? undefined : ("keyRings" as const)]
    .map((feature) => feature && lacks(service, feature))
    .find((words) => words !== undefined);
  if (lack) {
    throw new RejectedError(
      `${name} on ${place} can't be done: ${lack}`,
      "Leave it out, or use another service; nothing was sent.",
    );
  }
  const isPrivate = service === "icp";
  const [method, path] = operation.call.split(" ") as [HttpRequest["method"], string];
  const called = isPrivate ? `/kms/api/v2${path.replace(ACTION, "?action=$1")}` : `/api/v2${path}`;
  return {
    operation: name,
    place,
    method,
    path: called.replace(/\{(id|alias|ring)\}/g, (_all, part: "id" | "alias" | "ring") => segment(given[part] ?? "")),
    query,
    headers: {
      ...(isPrivate
        ? { "icp-instance": instance, accept: privateReply(method, path) }
        : { "bluemix-instance": instance, prefer: operation.prefer }),
      "x-kms-key-ring": keyRing,
    },
    body,
    asksSecret,
    mediaType: mediaType((!isPrivate && operation.sends) || "key"),
    ...(kind && { kind }),
    ...(retry && { retry }),
    reply,
    refuse: ({ call, reply: refused, sent, newToken }) =>
      refusal(keyErrors, call, refused, sent, {
        operation: { name, role },
        service,
        place,
        newToken,
        withheld: sent.secret,
      }),
  };
}

function privateReply(method: HttpRequest["method"], path: string): string {
  if (ACTION.test(path)) return mediaType("key_action");
  return method === "GET" ? "application/vnd.ibm.collection+json" : mediaType("key");
}
