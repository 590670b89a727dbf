import { describeEngine } from "../engines";
import { fleetSuite } from "./fleet-suite";
import { pulumiEngine } from "./pulumi-engine";

describeEngine("one resource of every kind", (engine) => fleetSuite(pulumiEngine(engine)));
