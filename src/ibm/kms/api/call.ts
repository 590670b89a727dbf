import type { z } from "zod";
import { RejectedError } from "../../../core/errors";
import { refusal } from "../../../http/refusal";
import type { Repeatable } from "../../../http/retry";
import type { HttpRequest } from "../../../http/transport";
import { type ServiceCall, segment } from "../../platform/call";
import { type Feature, lacks, SERVICE_NAMES } from "../../platform/features";
import type { KeyInstance } from "../../platform/instance";
import { keyErrors } from "./errors";
import { mediaType } from "./wire";

/** One call of the key API. What the flavour lacks, by `feature` and `needs`, is refused before it is sent. */
export interface KeyOperation<Reply> {
  readonly name: string;
  readonly method: HttpRequest["method"];
  /** Below the base path of the service; what stands in braces is filled in. */
  readonly path: string;
  readonly id?: string;
  readonly alias?: string;
  readonly ring?: string;
  readonly kind?: "read" | "write";
  readonly retry?: Repeatable;
  readonly role: "Reader" | "ReaderPlus" | "Writer" | "Manager";
  readonly feature?: Feature;
  readonly needs?: readonly Feature[];
  readonly query?: ServiceCall<unknown>["query"];
  readonly keyRing?: string | undefined;
  readonly body?: unknown;
  /** Whether the reply holds a secret. */
  readonly asksSecret?: true;
  readonly sends?: "key" | "key_action" | "policy" | "import_token";
  /** What the service shall answer, where it leaves the choice. */
  readonly prefer?: "return=representation" | "return=minimal";
  readonly reply: z.ZodType<Reply>;
}

const ACTION = /\/actions\/(\w+)$/;

/** The path and headers of IBM Cloud Private are the older forms, as its documentation shows them (2019-12). */
export function keyCall<T>({ service, id: instance }: KeyInstance, operation: KeyOperation<T>): ServiceCall<T> {
  const place = `${SERVICE_NAMES[service]} instance ${instance}`;
  const { name, method, path, prefer, keyRing, query, kind, retry, reply } = operation;
  const needs = [
    operation.feature,
    ...(operation.needs ?? []),
    keyRing === undefined ? undefined : "keyRings",
  ] as const;
  const lack = needs.map((feature) => feature && lacks(service, feature)).find((words) => words !== undefined);
  if (lack) {
    throw new RejectedError(
      `${name} on ${place} can't be done: ${lack}`,
      "Leave it out, or use another service; nothing was sent.",
    );
  }
  const isPrivate = service === "icp";
  const called = isPrivate ? `/kms/api/v2${path.replace(ACTION, "?action=$1")}` : `/api/v2${path}`;
  return {
    operation: name,
    place,
    method,
    path: called.replace(/\{(id|alias|ring)\}/g, (_all, part: "id" | "alias" | "ring") =>
      segment(operation[part] ?? ""),
    ),
    query,
    headers: {
      ...(isPrivate
        ? { "icp-instance": instance, accept: privateReply(operation) }
        : { "bluemix-instance": instance, prefer }),
      "x-kms-key-ring": keyRing,
    },
    body: operation.body,
    asksSecret: operation.asksSecret,
    mediaType: mediaType((!isPrivate && operation.sends) || "key"),
    ...(kind && { kind }),
    ...(retry && { retry }),
    reply,
    refuse: ({ call, reply: refused, sent, newToken }) =>
      refusal(keyErrors, call, refused, sent, { operation, service, place, newToken }),
  };
}

function privateReply({ method, path }: KeyOperation<unknown>): string {
  if (ACTION.test(path)) return mediaType("key_action");
  return method === "GET" ? "application/vnd.ibm.collection+json" : mediaType("key");
}
