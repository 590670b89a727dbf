import { describePulumi } from "../pulumi/engine";
import { fleetSuite } from "./fleet-suite";
import { pulumiLifecycle } from "./pulumi-engine";

describePulumi("one resource of every kind", (engine) => fleetSuite(pulumiLifecycle(engine)));
