import type { Formerly } from "../core/definition";
import { isGuid, splitLast } from "./crn";
import type { Placement } from "./instance";
import { keyImporting, ringImporting } from "./keys/key-importing";

/**
 * Objects in the records of the vendor's Terraform provider. Names of attributes are those of its documentation,
 * IBM-Cloud/terraform-provider-ibm, website/docs/r/{kms_key,kms_key_with_policy_overrides,kms_key_rings,
 * iam_authorization_policy,app_config_integration_kms}.html.markdown. What else the records hold the services tell better.
 */
type Entries = Readonly<Record<string, unknown>>;

const KEY_KINDS = ["ibm_kms_key", "ibm_kms_key_with_policy_overrides"] as const;

type KeyPlace = Partial<Placement> & { readonly keyId: string };

/** The id of a record is the key's CRN. The material, which may stand in it in clear, is left where it is. */
function keyOf(record: Entries, standard: boolean): KeyPlace | undefined {
  if ((record["standard_key"] === true) !== standard) return undefined;
  const crn = textOf(record, "crn") ?? textOf(record, "id");
  const place = crn?.startsWith("crn:") ? keyImporting.state(crn) : undefined;
  return place?.instance && place.keyId ? { instance: place.instance, keyId: place.keyId } : undefined;
}

interface Deletion {
  readonly deletion?: { mode: "delete"; force: boolean };
}

/** Only the record says whether the key is to be deleted although services use it. */
export const rootKeysElsewhere: readonly Formerly<KeyPlace & Deletion>[] = KEY_KINDS.map((kind) => ({
  kind,
  state(record) {
    const place = keyOf(record, false);
    const deletion = record["force_delete"] === true ? { deletion: { mode: "delete" as const, force: true } } : {};
    return place && { ...place, ...deletion };
  },
}));

export const standardKeysElsewhere: readonly Formerly<KeyPlace>[] = KEY_KINDS.map((kind) => ({
  kind,
  state: (record) => keyOf(record, true),
}));

const BETWEEN = ":keyRing:";

/** The id of a record is the ring's, the word `keyRing` and the CRN of the instance: resource_ibm_kms_key_rings.go. */
export const keyRingElsewhere: Formerly<Partial<Placement> & { readonly name: string }> = {
  kind: "ibm_kms_key_rings",
  state(record) {
    const [name, instance, ...rest] = (textOf(record, "id") ?? "").split(BETWEEN);
    return instance && rest.length === 0 ? ringImporting.state(`${instance}/${name}`) : undefined;
  },
};

/** The policy itself tells everything. */
export const authorizationElsewhere: Formerly<{ readonly policyId: string }> = {
  kind: "ibm_iam_authorization_policy",
  state(record) {
    const policyId = textOf(record, "id");
    return policyId !== undefined && isGuid(policyId) ? { policyId } : undefined;
  },
};

/** The id of a record is the instance's GUID, a slash and what App Configuration calls the integration. */
export const integrationElsewhere: Formerly<{ readonly appConfig: string; readonly integrationId: string }> = {
  kind: "ibm_app_config_integration_kms",
  state(record) {
    const [appConfig, integrationId] = splitLast(textOf(record, "id") ?? "");
    return isGuid(appConfig) && integrationId ? { appConfig, integrationId } : undefined;
  },
};

function textOf(record: Entries, attribute: string): string | undefined {
  const value = record[attribute];
  return typeof value === "string" && value !== "" ? value : undefined;
}
