import { randomUUID } from "node:crypto";
import { EmulatorError } from "../error";
import type { Answer, Refusal } from "../vendor";
import { internalFailure, KmsError, rejectedThrottling, serviceUnavailableTemporary } from "./errors";

/**
 * Runs an operation and answers its result, or the error that it throws, with a new RequestId.
 * @throws EmulatorError when the state cannot be saved
 */
export function answerOf(host: string, run: () => Record<string, unknown>): Answer {
  const requestId = randomUUID();
  try {
    return toAnswer(200, { RequestId: requestId, ...run() }, requestId);
  } catch (error) {
    if (error instanceof EmulatorError) throw error;
    return errorAnswer(error instanceof KmsError ? error : internalFailure(), host, requestId);
  }
}

/** The service's answer to a refused call. @param message in place of the service's own */
export function refusalAnswer(refusal: Refusal, message?: string): Answer {
  return errorAnswer(refusalError(refusal, message), "", randomUUID());
}

export function refusalError(refusal: Refusal, message?: string): KmsError {
  const errors = { throttled: rejectedThrottling, failed: internalFailure, unavailable: serviceUnavailableTemporary };
  return errors[refusal](message);
}

function errorAnswer(error: KmsError, host: string, requestId: string): Answer {
  const common = { Code: error.code, Message: error.message, RequestId: requestId };
  const body = error.fromGateway
    ? { ...common, HostId: host, Recommend: `https://api.aliyun.com/troubleshoot?q=${error.code}&product=Kms` }
    : { HttpStatus: error.status, ...common };
  return { ...toAnswer(error.status, body, requestId), errorCode: error.code };
}

function toAnswer(status: number, body: Record<string, unknown>, requestId: string): Answer {
  const headers = { "content-type": "application/json;charset=utf-8", "x-acs-request-id": requestId };
  return { status, headers, body: JSON.stringify(body) };
}
