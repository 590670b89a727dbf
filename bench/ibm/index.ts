import type { Section } from "../figure";
import { calls } from "./calls";
import { floor } from "./floor";
import { leave } from "./leave";
import { many } from "./many";
import { planning } from "./plan";
import { rotation } from "./rotation";
import { runs } from "./runs";
import { state } from "./state";

/** The sections for IBM's resources. */
export const ibmSections: readonly Section[] = [calls, many, leave, floor, runs, planning, rotation, state];
