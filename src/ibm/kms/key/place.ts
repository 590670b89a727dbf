import { type AdoptionForms, recordText } from "../../../core/adoption";
import type { Values } from "../../../core/definition";
import { ConfigurationError } from "../../../core/errors";
import type { Identity } from "../../../core/identity";
import { howToGive, message } from "../../../core/message";
import { instanceCrnOf, isGuid, isKeyId, parseCrn, parseKeyCrn, splitLast } from "../../platform/crn";
import { instanceFields, type Placement } from "../../platform/instance";
import { ibmSettings } from "../../platform/settings";

type KeyPlace = Partial<Placement> & { readonly keyId: string };

/** The texts that identify a key. A GUID doesn't tell an instance's region, so an instance is identified by its CRN. */
export const keyPlace: Pick<AdoptionForms<KeyPlace>, "form" | "doc" | "place"> = {
  form: "<key CRN>, <instance CRN>/<keyId>, <keyId>, or on IBM Cloud Private <url>/<instanceId>/<keyId>",
  doc: "The key's CRN, or its id after the CRN of its instance. An id alone is looked for in the configured instance. On IBM Cloud Private, `https://host:port`, the GUID of the instance and the key's id.",
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

/** The instance in one form, however a program names it: by the key's CRN, which keys of IBM Cloud Private don't have. */
export function instanceIdentity({ crn, instance, service, instanceId, url }: Placed): Partial<Placement> {
  if (crn !== undefined) return { instance: instanceCrnOf(crn) };
  return instance === undefined ? { service, instanceId, url } : { instance };
}

/** A key's place as a text that `keyPlace` can read. */
export function keyText({ crn, url, instanceId, keyId }: Placed & { readonly keyId: string }): string {
  return crn ?? (url === undefined || instanceId === undefined ? keyId : `${url}/${instanceId}/${keyId}`);
}

export const INSTANCE_FIELDS = ["instance", "service", "instanceId", "url"] as const;

export const keyIdentity: Identity<Placed & { readonly keyId: string }> = {
  fields: [...INSTANCE_FIELDS, "keyId"],
  of: (state) => ({ ...instanceIdentity(state), keyId: state.keyId }),
};

/**
 * Here and for the other resources, the names of the attributes in records of the vendor's Terraform provider come from its
 * documentation, IBM-Cloud/terraform-provider-ibm, website/docs/r/{kms_key,kms_key_with_policy_overrides,kms_key_rings,
 * iam_authorization_policy,app_config_integration_kms}.html.markdown. All other values are better read from the services.
 */
export function keyRecords<P>(place: (record: Values) => P | undefined): Record<string, typeof place> {
  return { ibm_kms_key: place, ibm_kms_key_with_policy_overrides: place };
}

/** The id of a record is the key's CRN. The record may hold the material in clear text, which is never read. */
export function keyInRecord(record: Values, standard: boolean): KeyPlace | undefined {
  if ((record["standard_key"] === true) !== standard) return undefined;
  const crn = recordText(record, "crn") ?? recordText(record, "id");
  const place = crn?.startsWith("crn:") ? keyPlace.place(crn) : undefined;
  return place?.instance && place.keyId ? { instance: place.instance, keyId: place.keyId } : undefined;
}

export function instanceOfCrn(text: string): Partial<Placement> | undefined {
  return parseCrn(text) && instanceFields.instance.safeParse(text).success ? { instance: text } : undefined;
}

/** `instance` is given as undefined, so that no setting fills it in. */
function privateCloudOf(text: string): Partial<Placement> | undefined {
  const [url, instanceId] = splitLast(text);
  if (!isGuid(instanceId) || !instanceFields.url.safeParse(url).success) return undefined;
  return url === "" ? undefined : { service: "icp", url, instanceId, instance: undefined };
}

/**
 * The given fields of an object, with its one instance. A GUID and an address take precedence over the CRN of another
 * instance, which may come from a setting.
 * @throws ConfigurationError where neither the fields nor a setting give the object's instance
 */
export function placed<S extends Partial<Placement>>(told: S): S {
  if (told.instanceId !== undefined) return { ...told, instance: undefined };
  if (told.instance !== undefined) return told;
  throw new ConfigurationError(
    "The instance of the object to adopt is not known",
    message`Give the CRN of the instance in front of the id, or in ${howToGive(ibmSettings.instance)}.`,
  );
}
