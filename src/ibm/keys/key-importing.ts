import type { Importing } from "../../core/definition";
import { ConfigurationError } from "../../core/errors";
import { howToGive, message } from "../../core/message";
import { instanceCrnOf, isGuid, parseCrn, splitLast } from "../crn";
import { instanceFields, type Placement } from "../instance";
import { isKeyId, parseKeyCrn } from "../key-reference";
import { ibmSettings } from "../settings";
import { DEFAULT_RING, ringName } from "./key-fields";

/** What finds a key. */
type KeyPlace = Partial<Placement> & { readonly keyId: string };
type RingPlace = Partial<Placement> & { readonly name: string };

/** How a key is told. A GUID alone doesn't say in which region an instance is, so an instance is told by its CRN. */
export const keyImporting: Importing<KeyPlace> = {
  form: "<key CRN>, <instance CRN>/<keyId>, <keyId>, or on IBM Cloud Private <url>/<instanceId>/<keyId>",
  doc: "The key's CRN, or its id after the CRN of its instance; an id alone is looked for in the instance that is set. On IBM Cloud Private, `https://host:port`, the GUID of the instance and the key's id.",
  state(id) {
    const crn = parseKeyCrn(id);
    if (crn) return isKeyId(crn.resource) ? { instance: instanceCrnOf(id), keyId: crn.resource } : undefined;
    if (isKeyId(id)) return { keyId: id };
    const [before, keyId] = splitLast(id);
    const place = isKeyId(keyId) ? (instanceOfCrn(before) ?? privateCloudOf(before)) : undefined;
    return place && { ...place, keyId };
  },
};

/** How a key ring is told. IBM Cloud Private has none. */
export const ringImporting: Importing<RingPlace> = {
  form: "<instance CRN>/<name> or <name>",
  doc: "The name of the ring after the CRN of its instance; alone, it is looked for in the instance that is set.",
  state(id) {
    const [before, name] = splitLast(id);
    if (!ringName.safeParse(name).success || name === DEFAULT_RING) return undefined;
    if (!id.includes("/")) return { name };
    const place = instanceOfCrn(before);
    return place && { ...place, name };
  },
};

/** The instance that the CRN of a key management instance names. */
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
 * A state with the one instance that it means. Where it says none, as that of an object which is being taken over may, an
 * engine fills in the instance that is set; it may do so too where a GUID and an address say another.
 * @throws ConfigurationError where neither the state nor a setting says in which instance the object is
 */
export function placed<S extends Partial<Placement>>(state: S): S {
  if (state.instanceId !== undefined) return { ...state, instance: undefined };
  if (state.instance !== undefined) return state;
  throw new ConfigurationError(
    "Nothing says in which instance the object is that is to be taken over",
    message`Give the CRN of the instance in front of the id, or in ${howToGive(ibmSettings.instance)}.`,
  );
}
