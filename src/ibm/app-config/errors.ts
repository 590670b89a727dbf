import {
  AlreadyExistsError,
  ConflictError,
  causedBy,
  KeysmithError,
  RejectedError,
  ServiceError,
} from "../../core/errors";
import { assign, type Message, message, ref } from "../../core/message";
import type { Integration } from "../api";
import type { IntegrationInputs } from "./fields";

/** By App Configuration's documents on managing encryption. */
export const ONE_WAY = "encryption of App Configuration with a key of yours can't be switched off again";
export const ALLOW: Message = message`set ${assign("allowReplace", true)} and run once`;

export function taken(
  { integrationId }: IntegrationInputs,
  { integrationType, rootKeyId }: Integration,
): AlreadyExistsError {
  return new AlreadyExistsError(
    `the App Configuration instance has an integration ${JSON.stringify(integrationId)} already (${integrationType}, root key ${rootKeyId})`,
    message`Give another ${ref("integrationId")}, or declare it once and as it is.`,
  );
}

/** What a person reads while nothing seems to happen. */
export function waiting({ integrationId }: IntegrationInputs, error: unknown): Message {
  const why = error instanceof KeysmithError ? error.told.problem : "the call failed";
  return message`the integration ${integrationId} waits for up to a minute, with further tries: ${why}. Mostly the authorization to use the key isn't known everywhere yet`;
}

/** @returns the same for a failure of the service, with what is mostly behind it: the service doesn't say why it fails */
export function unexplained(error: unknown): unknown {
  if (!(error instanceof ServiceError) || (error.httpStatus ?? 0) < 500) return error;
  return new ServiceError(
    error.told.problem,
    "Check that the authorization lets this App Configuration instance use this key, with the role Reader, and that the key is an active root key.",
    causedBy(error),
  );
}

export function keptOn({ integrationId }: IntegrationInputs): ConflictError {
  return new ConflictError(
    `the integration ${JSON.stringify(integrationId)} is not deleted, as ${ONE_WAY}`,
    message`If you mean it, ${ALLOW}; then delete it. Or delete the App Configuration instance first.`,
  );
}

/** What App Configuration says when it doesn't let an integration go: that isn't documented, so any refusal counts. */
export function explained(error: unknown, { integrationId }: IntegrationInputs): unknown {
  const isRefusal =
    error instanceof RejectedError ||
    error instanceof ConflictError ||
    error instanceof AlreadyExistsError ||
    (error instanceof ServiceError && (error.httpStatus ?? 500) < 500);
  if (!isRefusal) return error;
  return new ConflictError(
    message`App Configuration refuses to delete the integration ${JSON.stringify(integrationId)}: ${error.told.problem}`,
    "By its documents, this encryption ends only with the instance: delete the App Configuration instance, then run again.",
    causedBy(error),
  );
}
