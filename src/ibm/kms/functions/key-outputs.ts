import { z } from "zod";
import { field } from "../../../core/fields";
import type { Key } from "../../api";
import { stateWord } from "../key/state";

/** What is told of a key that is looked up. */
export const describedKeyFields = {
  id: field(z.string(), { doc: "The id of the key, a UUID." }),
  name: field(z.string(), { doc: "The name of the key. Names needn't differ." }),
  state: field(z.string(), {
    doc: "`pre-activation`, `active`, `suspended` (disabled), `deactivated` (expired) or `destroyed` (deleted).",
  }),
  extractable: field(z.boolean(), { doc: "`false` for a root key, `true` for a standard key." }),
  imported: field(z.boolean().optional(), { doc: "Whether the material was brought from outside." }),
  aliases: field(z.array(z.string()), { doc: "Names by which the service takes the key, like its id." }),
  keyRing: field(z.string().optional(), { doc: "The key ring that the key is in." }),
  creationDate: field(z.string().optional(), { doc: "When the key was made." }),
  lastRotateDate: field(z.string().optional(), { doc: "When the key was rotated last." }),
  expirationDate: field(z.string().optional(), { doc: "When the service deactivates the key." }),
  keyVersion: field(z.string().optional(), { doc: "The id of the newest version." }),
  lastUpdateDate: field(z.string().optional(), { doc: "When the key was changed last." }),
  deletionDate: field(z.string().optional(), { doc: "Of a deleted key: when it was deleted." }),
  restoreExpirationDate: field(z.string().optional(), { doc: "Of a deleted key: until when it can be restored." }),
  tags: field(z.array(z.string()), { doc: "Words to find the key by." }),
  description: field(z.string().optional(), { doc: "What a person should know about it." }),
  crn: field(z.string().optional(), {
    doc: "The Cloud Resource Name of the key. Keys of IBM Cloud Private have none.",
  }),
};

const described = z.object(describedKeyFields);

/** A key, told in the fields' words. */
export function describedKey(key: Key): z.output<typeof described> {
  const { id, name, extractable, imported, crn, description } = key;
  const { creationDate, lastUpdateDate, lastRotateDate, expirationDate, deletionDate, restoreExpirationDate } = key;
  return {
    ...{ id, name, state: stateWord(key.state), extractable, imported, crn, description },
    ...{ aliases: [...key.aliases], tags: [...key.tags], keyRing: key.keyRingID, keyVersion: key.keyVersion?.id },
    ...{ creationDate, lastUpdateDate, lastRotateDate, expirationDate, deletionDate, restoreExpirationDate },
  };
}
