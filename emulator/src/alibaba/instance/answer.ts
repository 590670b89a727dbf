import { randomUUID } from "node:crypto";
import { EmulatorError } from "../../error";
import type { Answer } from "../../vendor";
import { internalFailure, KmsError } from "../errors";
import { encode, type Message } from "./codec";
import { errorForm, type InstanceOperationName, messages } from "./messages";
import type { InstanceResult } from "./operation";

export const keyVersionHeader = "x-kms-migrationkeyversionid";

/**
 * Runs an operation and answers its result, or the error that it throws.
 * @throws EmulatorError when the state cannot be saved
 */
export function instanceAnswerOf(name: string, run: () => InstanceResult): Answer {
  const requestId = randomUUID();
  try {
    const { message, keyVersionId } = run();
    const { answer } = messages[name as InstanceOperationName];
    return {
      status: 200,
      headers: { ...contentType, ...(keyVersionId !== undefined && { [keyVersionHeader]: keyVersionId }) },
      body: encode(answer, { ...message, RequestId: requestId }),
    };
  } catch (error) {
    if (error instanceof EmulatorError) throw error;
    return instanceErrorAnswer(error instanceof KmsError ? error : internalFailure(), requestId);
  }
}

const contentType = { "content-type": "application/x-protobuf" };

/** Never JSON, which the vendor's clients cannot read here. */
export function instanceErrorAnswer({ status, code, message }: KmsError, requestId: string = randomUUID()): Answer {
  const fields: Message = { StatusCode: status, ErrorCode: code, ErrorMessage: message, RequestId: requestId };
  return { status, headers: contentType, body: encode(errorForm, fields), errorCode: code };
}
