import type { ReceivedRequest, VendorCall } from "../../vendor";
import type { Decision } from "../access";
import { forbiddenNoPermission, invalidParam, type KmsError, unauthorized } from "../errors";
import type { OperationContext } from "../operation";
import type { OwnedClientKey } from "../state";
import { instanceAnswerOf, keyVersionHeader } from "./answer";
import { decode, type Message } from "./codec";
import { isInstanceOperation, messages } from "./messages";
import { type InstanceResult, textsOf } from "./operation";
import { instanceOperations } from "./operations";
import { headerOf, verifyInstanceSignature } from "./signature";

/** The parts of the vendor that the protocol uses. */
export interface InstanceHost {
  /** The client key with this id, if the instance knows it. @throws KmsError when there is no such instance */
  application(place: string, clientKeyId: string): OwnedClientKey | undefined;
  context(
    operation: string,
    parameters: ReadonlyMap<string, string>,
    asked: {
      readonly application: OwnedClientKey;
      readonly place: string;
      readonly sourceAddress: string;
      readonly refusalOf: (decision: Decision) => KmsError;
      readonly note: (decision: Decision) => void;
    },
  ): OperationContext;
}

/** Whether a request uses an instance's own protocol. The OpenAPI, served at the same address, has no such header. */
export function isInstanceRequest(request: ReceivedRequest): boolean {
  return headerOf(request, "x-kms-apiname") !== "";
}

/** Reads a request in an instance's own protocol: a protobuf message that a client key has signed. */
export function readInstanceRequest(request: ReceivedRequest, place: string, host: InstanceHost): VendorCall {
  const operation = headerOf(request, "x-kms-apiname");
  const message = messageIn(request, operation);
  const parameters = shown(message ?? {});
  return {
    operation,
    kind: "read",
    accessKeyId: headerOf(request, "x-kms-acccesskeyid"),
    parameters,
    transport: { query: [], form: Object.keys(parameters) },
    perform: () => {
      let decision: Decision | undefined;
      const note = (made: Decision): void => {
        decision = made;
      };
      const answer = instanceAnswerOf(operation, () => perform(request, { place, host, message, note }));
      return { ...answer, ...(decision && { decision: { allowed: decision.allowed, reason: decision.reason } }) };
    },
  };
}

interface Work {
  readonly place: string;
  readonly host: InstanceHost;
  /** Undefined when it is malformed. */
  readonly message: Message | undefined;
  readonly note: (decision: Decision) => void;
}

function perform(request: ReceivedRequest, { place, host, message, note }: Work): InstanceResult {
  const application = host.application(place, headerOf(request, "x-kms-acccesskeyid"));
  if (application === undefined) throw unauthorized("it is not known");
  verifyInstanceSignature(request, application.clientKey);
  const operation = instanceOperations.get(headerOf(request, "x-kms-apiname"));
  if (operation === undefined) throw invalidParam("ApiName");
  if (message === undefined) throw invalidParam("Body");
  const { sourceAddress } = request;
  const asked = { application, place, sourceAddress, refusalOf, note };
  return operation.run({
    context: host.context(operation.name, textsOf(message), asked),
    message,
    keyVersionId: headerOf(request, keyVersionHeader) || undefined,
  });
}

/** The refusal that the caller sees; only the journal has the reason. */
function refusalOf({ stage, reason }: Decision): KmsError {
  if (stage === "not valid yet" || stage === "expired") return unauthorized(reason);
  return forbiddenNoPermission("no policy of the access point allows this from this address");
}

function messageIn({ body }: ReceivedRequest, operation: string): Message | undefined {
  if (!isInstanceOperation(operation)) return undefined;
  try {
    return decode(messages[operation].request, body);
  } catch {
    return undefined;
  }
}

/** Bytes are redacted: they are plaintexts and the like. */
function shown(message: Message): Record<string, string> {
  const fields = Object.entries(message).map(([name, value]) => [
    name,
    value instanceof Uint8Array ? "***" : String(value),
  ]);
  return Object.fromEntries(fields);
}
