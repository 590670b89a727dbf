import { type AdoptionForms, recordText } from "../../../core/adoption";
import type { Values } from "../../../core/definition";
import { ConfigurationError } from "../../../core/errors";
import type { Identity } from "../../../core/identity";
import { howToGive, message } from "../../../core/message";
import { instanceCrnOf, isGuid, isKeyId, parseCrn, parseKeyCrn, splitLast } from "../../platform/crn";
import { instanceFields, type Placement } from "../../platform/instance";
import { ibmSettings } from "../../platform/settings";

type KeyPlace = Partial<Placement> & { readonly keyId: string };

/** How a key is told. A GUID alone doesn't say in which region an instance is, so an instance is told by its CRN. */
export const keyPlace: Pick<AdoptionForms<KeyPlace>, "form" | "doc" | "place"> = {
  form: "<key CRN>, <instance CRN>/<keyId>, <keyId>, or on IBM Cloud Private <url>/<instanceId>/<keyId>",
  doc: "The key's CRN, or its id after the CRN of its instance; an id alone is looked for in the instance that is set. On IBM Cloud Private, `https://host:port`, the GUID of the instance and the key's id.",
  place(text) {
    const crn = parseKeyCrn(text);
    if (crn) return isKeyId(crn.resource) ? { instance: instanceCrnOf(text), keyId: crn.resource } : undefined;
    if (isKeyId(text)) return { keyId: text };
    const [before, keyId] = splitLast(text);
    const place = isKeyId(keyId) ? (instanceOfCrn(before) ?? privateCloudOf(before)) : undefined;
    return place && { ...place, keyId };
  },
};

type Placed = Partial<Placement> & { readonly crn?: string | undefined };

/** The same instance, however a program names it: the key's CRN tells that, and nothing on IBM Cloud Private. */
export function instanceIdentity({ crn, instance, service, instanceId, url }: Placed): Partial<Placement> {
  if (crn !== undefined) return { instance: instanceCrnOf(crn) };
  return instance === undefined ? { service, instanceId, url } : { instance };
}

/** A key's place in a text that `keyPlace` reads. */
export function keyText({ crn, url, instanceId, keyId }: Placed & { readonly keyId: string }): string {
  return crn ?? (url === undefined || instanceId === undefined ? keyId : `${url}/${instanceId}/${keyId}`);
}

export const INSTANCE_FIELDS = ["instance", "service", "instanceId", "url"] as const;

export const keyIdentity: Identity<Placed & { readonly keyId: string }> = {
  fields: [...INSTANCE_FIELDS, "keyId"],
  of: (state) => ({ ...instanceIdentity(state), keyId: state.keyId }),
};

/**
 * Names of attributes of the vendor's Terraform provider, here and at the other kinds, are those of its documentation,
 * IBM-Cloud/terraform-provider-ibm, website/docs/r/{kms_key,kms_key_with_policy_overrides,kms_key_rings,
 * iam_authorization_policy,app_config_integration_kms}.html.markdown. What else the records hold the services tell better.
 */
export function keyRecords<P>(place: (record: Values) => P | undefined): Record<string, typeof place> {
  return { ibm_kms_key: place, ibm_kms_key_with_policy_overrides: place };
}

/** The id of a record is the key's CRN. The material, which may stand in it in clear, is left where it is. */
export function keyInRecord(record: Values, standard: boolean): KeyPlace | undefined {
  if ((record["standard_key"] === true) !== standard) return undefined;
  const crn = recordText(record, "crn") ?? recordText(record, "id");
  const place = crn?.startsWith("crn:") ? keyPlace.place(crn) : undefined;
  return place?.instance && place.keyId ? { instance: place.instance, keyId: place.keyId } : undefined;
}

export function instanceOfCrn(text: string): Partial<Placement> | undefined {
  return parseCrn(text) && instanceFields.instance.safeParse(text).success ? { instance: text } : undefined;
}

/** `instance` stays empty: what a setting says of it isn't meant. */
function privateCloudOf(text: string): Partial<Placement> | undefined {
  const [url, instanceId] = splitLast(text);
  if (!isGuid(instanceId) || !instanceFields.url.safeParse(url).success) return undefined;
  return url === "" ? undefined : { service: "icp", url, instanceId, instance: undefined };
}

/**
 * What is told of an object, with the one instance that is meant: a GUID and an address count before the CRN of another
 * one, which may come from a setting.
 * @throws ConfigurationError where neither it nor a setting says in which instance the object is
 */
export function placed<S extends Partial<Placement>>(told: S): S {
  if (told.instanceId !== undefined) return { ...told, instance: undefined };
  if (told.instance !== undefined) return told;
  throw new ConfigurationError(
    "The instance of the object to adopt is not known",
    message`Give the CRN of the instance in front of the id, or in ${howToGive(ibmSettings.instance)}.`,
  );
}
