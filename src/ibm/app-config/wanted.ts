import type { Equality } from "../../core/compare";
import type { Integration, NewIntegration } from "../api";
import { instanceCrnOf } from "../platform/crn";
import { parseKeyCrn } from "../platform/key-reference";
import type { IntegrationInputs } from "./fields";

/** The integration that inputs ask for. */
export function wantedOf({
  integrationId,
  rootKey,
  kmsEndpoint,
}: Pick<IntegrationInputs, "integrationId" | "rootKey" | "kmsEndpoint">): NewIntegration {
  const { region = "", resource = "" } = parseKeyCrn(rootKey) ?? {};
  return {
    integrationId,
    kmsInstanceCrn: instanceCrnOf(rootKey),
    kmsEndpoint: kmsEndpoint ?? `https://${region}.kms.cloud.ibm.com`,
    rootKeyId: resource,
  };
}

/** Whether an integration does what inputs ask for. */
export function isWanted(found: Integration, inputs: IntegrationInputs): boolean {
  const wanted = wantedOf(inputs);
  return isSameKey(found, wanted) && sameEndpoint(found.kmsEndpoint, wanted.kmsEndpoint);
}

/** The CRN of the key with which an integration encrypts. */
export function keyIn({ kmsInstanceCrn, rootKeyId }: Pick<Integration, "kmsInstanceCrn" | "rootKeyId">): string {
  return instanceCrnOf(kmsInstanceCrn).replace(/::$/, `:key:${rootKeyId}`);
}

type KeyIn = Pick<NewIntegration, "kmsInstanceCrn" | "rootKeyId">;

export function isSameKey(found: KeyIn, wanted: KeyIn): boolean {
  return (
    found.rootKeyId === wanted.rootKeyId && instanceCrnOf(found.kmsInstanceCrn) === instanceCrnOf(wanted.kmsInstanceCrn)
  );
}

export function sameEndpoint(left: string, right: string): boolean {
  return bare(left) === bare(right);
}

function bare(endpoint: string): string {
  return endpoint.replace(/\/$/, "");
}

/** The endpoint may be given, or left to be the one that it is by default. */
export const sameEndpoints: Equality<IntegrationInputs> = {
  of: ["kmsEndpoint"],
  by: (inputs) => (inputs.rootKey ? bare(wantedOf(inputs).kmsEndpoint) : undefined),
};
