import { formatTime, parseTime } from "../../../core/clock";
import { ConflictError, causedBy } from "../../../core/errors";
import type { Key } from "../../api";
import { DESTROYED, storedTime } from "./state";

const TOO_EARLY = "REQ_TOO_EARLY_ERR";

/** In milliseconds; from "Disabling root keys" and "Restoring keys", Key Protect. */
const BETWEEN_CHANGES = 30_000;

/**
 * The error for a change of a key's state that came too soon after the last, with the moment from which it can be made.
 * Any other error stays as it is, and so does one whose moment seems to be over, as clocks differ.
 * @param key as the service has it now
 */
export function whenToComeBack(error: unknown, key: Key | undefined, now: Date): unknown {
  if (!(error instanceof ConflictError) || error.vendorCode !== TOO_EARLY || !key) return error;
  const isDeleted = key.state === DESTROYED;
  const last = (isDeleted && key.deletionDate) || key.lastUpdateDate;
  const moment = last && new Date(parseTime(last).getTime() + BETWEEN_CHANGES);
  if (!moment || moment <= now) return error;
  return new ConflictError(
    `the key ${key.id} was ${isDeleted ? "deleted" : "changed"} on ${storedTime(last)}, and the service asks for 30 seconds between two changes of its state`,
    `Run again after ${formatTime(moment)}.`,
    causedBy(error),
  );
}
