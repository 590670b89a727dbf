import type { Section } from "../figure";
import { clientKeyFleet } from "./client-keys";
import { fleet } from "./fleet";
import { provider } from "./provider";
import { runs } from "./runs";
import { start } from "./start";
import { state } from "./state";

/** The sections for Terraform and OpenTofu. */
export const terraformSections: readonly Section[] = [start, provider, runs, fleet, clientKeyFleet, state];
