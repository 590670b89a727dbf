import { DAY, parseTime } from "../../core/clock";

// Source: all of IBM's documents on Hyper Protect Crypto Services, as of 2026-07-01.

const NO_NEW_SINCE = "2026-03-28";
export const HPCS_DELETION = "2027-03-28";

const NAME = "Hyper Protect Crypto Services";

/** For the docs of inputs that may name an instance of Hyper Protect Crypto Services. */
export const HPCS_ENDS: string = `IBM deletes all instances of ${NAME} on ${HPCS_DELETION}, and has made no new ones since ${NO_NEW_SINCE}.`;

/** The days until IBM deletes the instances; less than 1 from that day on. */
export function hpcsDaysLeft(now: Date): number {
  return Math.ceil((parseTime(`${HPCS_DELETION}T00:00:00Z`).getTime() - now.getTime()) / DAY);
}

/** @param isNew whether the object is still to be made */
export function hpcsWarnings(service: string | undefined, isNew: boolean, now: Date): readonly string[] {
  if (service !== "hs-crypto") return [];
  const days = hpcsDaysLeft(now);
  const when = days > 0 ? `on ${HPCS_DELETION}, in ${days} ${days === 1 ? "day" : "days"}` : `since ${HPCS_DELETION}`;
  const end = `IBM deletes all instances of ${NAME} ${when}: what only their keys can unwrap is lost with them; its successor is Key Protect's Dedicated plan`;
  const none = `there have been no new instances of ${NAME} since ${NO_NEW_SINCE}: what is made in an old one has to move with it`;
  return isNew ? [end, none] : [end];
}
