import * as z from "zod";
import type { Address } from "../../../core/address";
import { type AdoptionForms, IF_REPLACED, recordText } from "../../../core/adoption";
import { formatTime, storedTime } from "../../../core/clock";
import { type Definition, define } from "../../../core/definition";
import {
  AlreadyExistsError,
  ConflictError,
  causedBy,
  isKeysmithError,
  NotFoundError,
  RejectedError,
} from "../../../core/errors";
import { field, fixed } from "../../../core/fields";
import { assign, type Message, message } from "../../../core/message";
import { isRecent } from "../../../core/ownership";
import { mayHaveActed } from "../../../http/retry";
import { accounts } from "../../account";
import type { IbmContext } from "../../client";
import { splitLast } from "../../platform/crn";
import { hpcsWarnings } from "../../platform/hpcs";
import { instanceFields, placeIn, placeOf, samePlace } from "../../platform/instance";
import { instanceChecks } from "../../platform/instance-checks";
import type { KeyRing } from "../api/wire";
import { accessTo, freshLook, type KeyAccess, memoKey, write } from "../key/access";
import { needs, serviceOf } from "../key/checks";
import { DEFAULT_RING, ringName } from "../key/fields";
import { INSTANCE_FIELDS, instanceIdentity, instanceOfCrn, placed } from "../key/place";
import { DESTROYED } from "../key/state";

const inputs = z.object({
  ...instanceFields,
  name: fixed(ringName, {
    doc: "The name of the ring, which is its id at the service: 2 to 100 letters, digits and `-`, unique in the instance.",
    examples: ["payments", "orders"],
    from: ["name"],
  }),
  adopt: field(z.boolean().default(false), {
    doc: "Whether to adopt an existing ring of that name instead of failing. An empty ring made within the last hour that this stack doesn't record, as an interrupted run leaves, is adopted in any case.",
    examples: [true, false],
    onChange: "ignore",
  }),
});

const outputs = z.object({
  createdAt: field(z.string().optional(), { doc: "When the ring was made." }),
});

type Inputs = z.output<typeof inputs>;
type Outputs = z.output<typeof outputs>;
type State = Inputs & Outputs;

/** The rings of the instance. Resources share one list until one of them writes. */
function readRings(access: KeyAccess): Promise<readonly KeyRing[]> {
  return access.context.memo.once(memoKey(access, "rings of"), () => access.api.rings());
}

async function findRing(access: KeyAccess, name: string): Promise<KeyRing | undefined> {
  return (await readRings(access)).find(({ id }) => id === name);
}

function outputsOf(ring: KeyRing | undefined): Outputs {
  return { createdAt: ring?.creationDate && storedTime(ring.creationDate) };
}

async function countKeys(access: KeyAccess, ring: string) {
  const keys = (await freshLook(access)).filter(({ keyRingID }) => keyRingID === ring);
  const deleted = keys.filter(({ state }) => state === DESTROYED).length;
  return { living: keys.length - deleted, deleted };
}

async function create(context: IbmContext, { name, adopt, ...placement }: Inputs): Promise<Outputs> {
  const access = accessTo(context, placement);
  try {
    await write(access, (api) => api.createRing(name));
  } catch (error) {
    if (!mayBeThere(error)) throw error;
    const ring = await findRing(access, name);
    if (!ring) throw error;
    await adoptRing(access, ring, adopt, error);
    return outputsOf(ring);
  }
  context.ledger.made(ringAddress(placeOf(access.instance), name));
  // The reply is empty. The next read returns the service's own date.
  return { createdAt: formatTime(context.clock.now()) };
}

/** How the service refuses a second ring of a name isn't documented, so these errors lead to a look at the rings. */
function mayBeThere(error: unknown): boolean {
  const answers = [AlreadyExistsError, ConflictError, RejectedError];
  return mayHaveActed(error) || answers.some((Answer) => error instanceof Answer);
}

/** A ring has no description to name its owner. A run that died may have left an empty ring made within the last hour. */
async function adoptRing(access: KeyAccess, ring: KeyRing, adopt: boolean, error: unknown): Promise<void> {
  const { ledger, log, clock, nonces } = access.context;
  const name = ring.id;
  const address = ringAddress(placeOf(access.instance), name);
  const isReplaced = nonces.replaced !== undefined && ledger.hasRecorded(address);
  const { living } = adopt || isReplaced ? { living: 0 } : await countKeys(access, name);
  const made = ring.creationDate ? `it was made on ${storedTime(ring.creationDate)}` : "its creation time is unknown";
  if (!(adopt || isReplaced || isRecent(ring.creationDate, clock.now())))
    throw ringExists(
      name,
      `${made}, so it doesn't count as the leftover of a run interrupted within the last hour`,
      error,
    );
  if (living > 0) throw ringExists(name, `it has ${living} ${living === 1 ? "key" : "keys"}`, error);
  if (ledger.hasRecorded(address) && !isReplaced)
    throw ringExists(name, "this stack has it on record already", error, message`${DECLARED_ONCE} ${IF_REPLACED}`);
  if (!ledger.adopt(address))
    throw ringExists(name, "another resource of this program has made or adopted it", error, DECLARED_ONCE);
  if (mayHaveActed(error)) return;
  const why = adopt || isReplaced ? "" : `: ${made}, is empty, and is taken for the leftover of a run that died`;
  log.warn(`key ring ${JSON.stringify(name)}: the existing ring is adopted${why}`);
}

const DECLARED_ONCE = "Declare it once, or choose another name.";
const ADOPTED: Message = message`Set ${assign("adopt", true)} to adopt it, or choose another name. ${IF_REPLACED}`;

function ringExists(name: string, why: string, error: unknown, remedy = ADOPTED): AlreadyExistsError {
  return new AlreadyExistsError(
    `a key ring named ${JSON.stringify(name)} already exists in the instance, and ${why}`,
    remedy,
    causedBy(error),
  );
}

function ringAddress(place: string | undefined, name: string | undefined): Address {
  return { kind: "key ring", place, name };
}

const ringForms: AdoptionForms<State> = {
  form: "<instance CRN>/<name> or <name>",
  doc: "The name of the ring after the CRN of its instance. A name alone is looked for in the configured instance.",
  place(text) {
    const [before, name] = splitLast(text);
    if (!ringName.safeParse(name).success || name === DEFAULT_RING) return undefined;
    if (!text.includes("/")) return { name };
    const place = instanceOfCrn(before);
    return place && { ...place, name };
  },
  records: {
    // The record's id is the ring's id, the word `keyRing` and the CRN of the instance. Source: resource_ibm_kms_key_rings.go.
    ibm_kms_key_rings(record) {
      const [name, instance, ...rest] = (recordText(record, "id") ?? "").split(":keyRing:");
      return instance && rest.length === 0 ? ringForms.place(`${instance}/${name}`) : undefined;
    },
  },
};

async function read(context: IbmContext, state: State): Promise<State | undefined> {
  const ring = await findRing(accessTo(context, state), state.name);
  return ring && { ...state, ...outputsOf(ring) };
}

async function remove(context: IbmContext, state: State): Promise<void> {
  const access = accessTo(context, state);
  try {
    // Deleted keys move to the default ring, where they can still be restored. Living keys are never forced out.
    await write(access, (api) => api.deleteRing(state.name, { force: true }));
  } catch (error) {
    if (error instanceof NotFoundError) return;
    if (!isKeysmithError(error) || !NOT_EMPTY.includes(error.vendorCode ?? "")) throw error;
    const { living, deleted } = await countKeys(access, state.name);
    throw new ConflictError(
      `key ring ${JSON.stringify(state.name)} is not deleted: ${living} of its keys are in use, and ${deleted} are deleted but not purged yet`,
      "Move its keys to another ring, or delete them; the service may need some minutes to notice. If the program has moved them, the ring was to go before they did: run for the keys alone first (-target, --target), then for the rest. A ring that was applied with create_before_destroy goes after its keys.",
      causedBy(error),
    );
  }
}

const NOT_EMPTY = ["KEY_RING_NOT_EMPTY_ERR", "KEY_RING_KEYS_NOT_DELETED_ERR"];

export const keyRing: Definition = define({
  name: "KeyRing",
  summary:
    "A key ring: a part of an instance of Key Protect or Hyper Protect Crypto Services, for which access can be granted.",
  inputs,
  outputs,
  subject: "name",
  address: (values) => ringAddress(placeIn(values), values.name),
  adopt: { ...ringForms, find: async (context, told) => read(context, placed(told) as State) },
  checks: [
    ...instanceChecks,
    needs("keyRings", "", () => true),
    ({ inputs: { name } }) =>
      name === DEFAULT_RING
        ? [{ field: "name", reason: "default is the ring that every instance has: choose another name" }]
        : [],
  ],
  equal: [samePlace],
  account: accounts,
  identity: {
    fields: [...INSTANCE_FIELDS, "name"],
    of: (state) => ({ ...instanceIdentity(state), name: state.name }),
  },
  list: {
    where: INSTANCE_FIELDS,
    marked: false,
    actions: ["kms.keyrings.list"],
    id: ({ instance, name }) => (instance === undefined ? name : `${instance}/${name}`),
    async *objects(context: IbmContext, base) {
      const rings = await readRings(accessTo(context, placed(base)));
      for (const ring of rings.filter(({ id }) => id !== DEFAULT_RING))
        yield { name: ring.id, look: async () => ({ state: { ...placed(base), name: ring.id, ...outputsOf(ring) } }) };
    },
  },
  replacing: "a ring can be replaced only when no key is in it",
  notes: (given, state, now) => hpcsWarnings(serviceOf(given), !state, now),
  actions: {
    create: ["kms.keyrings.create", "kms.keyrings.list", "kms.secrets.list"],
    read: ["kms.keyrings.list"],
    update: [],
    delete: ["kms.keyrings.delete", "kms.secrets.list"],
  },
  create,
  read,
  // A ring can't be changed. Only the way in which it is reached can.
  update: async (_context, { createdAt }) => ({ createdAt }),
  delete: remove,
});
