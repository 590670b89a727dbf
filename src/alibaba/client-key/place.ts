import type { AdoptionForms } from "../../core/adoption";
import { isName, isRegion, REGION, textOf } from "../adoption";

/** What finds a client key. */
interface KeyPlace {
  readonly accessPoint: string;
  readonly clientKeyId: string;
  readonly region: string;
}

/** How a client key is told. The access point is a check: the service finds the key by its id. */
export const clientKeyPlace: AdoptionForms<KeyPlace> = {
  form: "<accessPoint>/<clientKeyId> or <region>/<accessPoint>/<clientKeyId>",
  doc: `The name of the access point and, from the list of its client keys, the id that begins with KAAP; ${REGION}.`,
  place(text) {
    const [clientKeyId, accessPoint, region, ...rest] = text.split("/").reverse();
    if (clientKeyId === undefined || accessPoint === undefined || rest.length > 0) return undefined;
    if (!isClientKeyId(clientKeyId) || !isName(accessPoint) || !isRegion(region)) return undefined;
    return { accessPoint, clientKeyId, ...(region !== undefined && { region }) };
  },
  records: {
    /**
     * The record holds the password, but the private key at most in a file on somebody's disk: a password alone is of no
     * use, and is left where it is.
     */
    alicloud_kms_client_key(record) {
      const [clientKeyId, accessPoint] = [textOf(record, "id"), textOf(record, "aap_name")];
      if (clientKeyId === undefined || !isClientKeyId(clientKeyId)) return undefined;
      // After an import that wasn't refreshed the access point isn't recorded: the service tells it.
      return { clientKeyId, ...(accessPoint !== undefined && { accessPoint }) };
    },
  },
};

function isClientKeyId(text: string): boolean {
  return /^KAAP\.[^\s/]+$/.test(text);
}
