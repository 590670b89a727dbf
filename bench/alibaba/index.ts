import type { Section } from "../figure";
import { calls } from "./calls";
import { dueCheck } from "./due";
import { instance } from "./instance";
import { accessMap } from "./map";
import { planning } from "./plan";
import { quota } from "./quota";
import { rotation } from "./rotation";
import { runs } from "./runs";
import { state } from "./state";

/** The sections for Alibaba Cloud's resources. */
export const alibabaSections: readonly Section[] = [
  calls,
  runs,
  planning,
  dueCheck,
  accessMap,
  quota,
  rotation,
  state,
  instance,
];
