import { Metadata, type ServiceError, status } from "@grpc/grpc-js";
import { Codec } from "../../grpc/codec";
import { UnfinishedError } from "../failure";
import { MESSAGES } from "./messages";
import { toStruct } from "./struct";

const DETAILS = "grpc-status-details-bin";
const INIT_FAILED = "type.googleapis.com/pulumirpc.ErrorResourceInitFailed";

/**
 * An error as the status of a call. Its details hold a half-done resource, which the engine records from there.
 * @param hide hides secrets in a text for people
 */
export function statusOf(error: unknown, hide: (text: string) => string): Partial<ServiceError> {
  const message = hide((error as Error).message);
  const metadata = new Metadata();
  if (error instanceof UnfinishedError) metadata.add(DETAILS, detailsOf(error, message));
  return { code: status.UNKNOWN, details: message, metadata };
}

function detailsOf({ id, properties }: UnfinishedError, message: string): Buffer {
  const codec = new Codec(MESSAGES);
  const value = codec.encode("InitFailed", { id, properties: toStruct(properties), reasons: [message] });
  return codec.encode("Status", { code: status.UNKNOWN, message, details: [{ typeUrl: INIT_FAILED, value }] });
}
