import { describeTerraform, needsWriteOnly } from "../terraform/engines";
import { fleetSuite } from "./fleet-suite";
import { terraformEngine } from "./terraform-engine";

describeTerraform("one resource of every kind", (engine) => fleetSuite(terraformEngine(engine)), needsWriteOnly);
