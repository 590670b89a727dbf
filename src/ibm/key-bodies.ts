import type { KeyPolicies, Material, NewKey } from "./api";
import { type Envelope, envelope } from "./envelope";
import { mediaType } from "./flavours";

/** The media types of resources, by which they name their own kind too. */
const KEY = mediaType("key");
const POLICY = mediaType("policy");

/** What is sent to make a key. What is undefined stays out of the JSON: the services refuse a null. */
export function newKeyBody(key: NewKey): Envelope {
  const { name, extractable, description, tags, aliases, expirationDate, material } = key;
  return envelope(KEY, {
    type: KEY,
    name,
    extractable,
    description,
    tags: tags?.length ? tags : undefined,
    aliases: aliases?.length ? aliases : undefined,
    expirationDate,
    ...(material && materialBody(material)),
    rotation: key.rotationMonths === undefined ? undefined : rotation(key.rotationMonths),
    dualAuthDelete: key.dualAuthDelete === undefined ? undefined : { enabled: key.dualAuthDelete },
  });
}

/** Key material, in a new key or for a rotation. */
export function materialBody({ payload, encryptedNonce, iv, encryptionAlgorithm }: Material): object {
  return { payload, encryptedNonce, iv, encryptionAlgorithm };
}

/** What is sent to set the policies that are given, and which they are when it is one only. */
export function policiesBody({ rotationMonths, dualAuthDelete }: KeyPolicies): { body: Envelope; policy?: string } {
  const given = [
    ...(rotationMonths === undefined ? [] : [{ rotation: rotation(rotationMonths) }]),
    ...(dualAuthDelete === undefined ? [] : [{ dualAuthDelete: { enabled: dualAuthDelete } }]),
  ];
  const policy = given.length === 1 ? Object.keys(given[0] ?? {})[0] : undefined;
  const body = envelope(POLICY, ...given.map((each) => ({ type: POLICY, ...each })));
  return { body, ...(policy !== undefined && { policy }) };
}

function rotation(months: number): object {
  return months === 0 ? { enabled: false } : { enabled: true, interval_month: months };
}
