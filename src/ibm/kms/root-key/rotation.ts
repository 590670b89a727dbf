import { formatTime, parseTime } from "../../../core/clock";
import { ConflictError, causedBy } from "../../../core/errors";
import { mayHaveActed } from "../../../http/retry";
import type { Key, Material } from "../../api";
import { askForKey, type KeyAccess, write } from "../key/access";
import { importSecurely } from "../key/secure-import";
import { CLOCK_SKEW, storedTime } from "../key/state";
import type { Rotated, Step } from "../key/steps";
import type { RootKeyInputs, RootKeyState } from "./fields";

const TOO_SOON = "KEY_ROTATION_NOT_PERMITTED";
const HOUR = 3_600_000;

/**
 * The least time between two rotations is an hour, so two dates that are closer are of one: ours by our clock, and the same
 * by the service's.
 */
const SAME_ROTATION = HOUR / 2;

/** When the key was rotated since it was recorded, as far as the service tells. */
export function rotatedSince(
  { createdAt, lastRotatedAt }: Pick<RootKeyState, "createdAt" | "lastRotatedAt">,
  { lastRotateDate }: Pick<Key, "lastRotateDate">,
): string | undefined {
  if (!lastRotateDate) return undefined;
  const told = storedTime(lastRotateDate);
  if (told === createdAt) return undefined;
  if (lastRotatedAt === undefined) return told;
  const apart = parseTime(told).getTime() - parseTime(lastRotatedAt).getTime();
  return apart > SAME_ROTATION ? told : undefined;
}

/**
 * Gives a key new material: the service's own, or, for an imported key, the payload. One call when all goes well; its reply
 * says nothing, so the time that is recorded is ours until the next read.
 */
export const rotation =
  (access: KeyAccess, prior: RootKeyState, inputs: RootKeyInputs): Step =>
  async () => ({ rotated: await rotate(access, prior, inputs) });

async function rotate(access: KeyAccess, prior: RootKeyState, inputs: RootKeyInputs): Promise<Rotated> {
  const version = prior.version + 1;
  const begun = access.context.clock.now();
  const material = prior.imported ? inputs.payload : undefined;
  const send = (sent?: Material): Promise<void> => write(access, (api) => api.rotate(prior.keyId, sent));
  try {
    if (!material) await send();
    else if (inputs.importToken) await importSecurely(access, material, send);
    else await send({ payload: material });
    return { version, lastRotatedAt: formatTime(access.context.clock.now()) };
  } catch (error) {
    const tooSoon = error instanceof ConflictError && error.vendorCode === TOO_SOON;
    // A key is disabled after it was rotated: a run that died may have come so far.
    const tooLate = error instanceof ConflictError && !inputs.enabled;
    if (!tooSoon && !tooLate && !mayHaveActed(error)) throw error;
    const key = await askForKey(access, prior.keyId);
    const since = key && rotatedSince(prior, key);
    // New material of the service's own is there, whoever asked for it. Of brought material nobody knows which it is.
    const isNew = since !== undefined && (tooSoon || tooLate || isAfter(since, begun));
    if (isNew && !material) return { version, lastRotatedAt: since };
    if (tooSoon) throw key?.lastRotateDate ? comeBack(prior, key.lastRotateDate, error) : error;
    throw isNew && !tooLate ? inDoubt(prior, since, error) : error;
  }
}

/** Whether the service may have made a rotation for a call that we began then, by our clock. */
function isAfter(rotated: string, begun: Date): boolean {
  return parseTime(rotated).getTime() >= begun.getTime() - CLOCK_SKEW;
}

function inDoubt({ name, keyId }: RootKeyState, last: string, cause: unknown): ConflictError {
  return new ConflictError(
    `root key ${JSON.stringify(name)}: ${keyId} was rotated on ${last}, and the reply that would tell to which payload was lost`,
    `Nothing is recorded. Run again after ${anHourAfter(last)}: the payload is then given once more.`,
    { cause },
  );
}

function anHourAfter(last: string): string {
  return formatTime(new Date(parseTime(last).getTime() + HOUR));
}

function comeBack({ name, keyId }: RootKeyState, lastRotateDate: string, error: ConflictError): ConflictError {
  const last = storedTime(lastRotateDate);
  return new ConflictError(
    `root key ${JSON.stringify(name)}: ${keyId} was rotated on ${last}, and the service rotates a key once an hour at most`,
    `Run again after ${anHourAfter(last)}.`,
    causedBy(error),
  );
}
