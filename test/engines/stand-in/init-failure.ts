import type { ServiceError } from "@grpc/grpc-js";
import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import type { Properties } from "./wire";

/** A resource that was made or changed, but is not ready; the provider reports it inside an error. */
export interface InitFailure {
  readonly id: string;
  readonly outputs: Properties;
  readonly initErrors: readonly string[];
}

/** The metadata entry in which gRPC carries structured error details. */
const DETAILS_KEY = "grpc-status-details-bin";
const DETAIL_TYPE = "pulumirpc.ErrorResourceInitFailed";

/** What an error says about a half-made resource; undefined when it is an ordinary error. */
export function initFailureOf(error: ServiceError): InitFailure | undefined {
  const [packed] = error.metadata?.get(DETAILS_KEY) ?? [];
  if (!(packed instanceof Buffer)) return undefined;
  const detail = Status.deserializeBinary(packed)
    .getDetailsList()
    .find((any) => any.getTypeName() === DETAIL_TYPE);
  if (!detail) return undefined;
  const failure = ErrorResourceInitFailed.deserializeBinary(detail.getValue_asU8());
  return {
    id: failure.getId(),
    outputs: (failure.getProperties()?.toJavaScript() ?? {}) as Properties,
    initErrors: failure.getReasonsList(),
  };
}

/** How the engine prints the reasons. */
export function describeInitErrors(reasons: readonly string[]): string {
  if (reasons.length === 0) return "resource init failed";
  const count = reasons.length === 1 ? "1 error" : `${reasons.length} errors`;
  return `${count} occurred:\n${reasons.map((reason) => `\t* ${reason}\n`).join("")}\n`;
}
