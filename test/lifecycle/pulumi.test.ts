import { describePulumi } from "../pulumi/engine";
import { leftToAll } from "../support/describe-engine";
import { fleetSuite } from "./fleet-suite";
import { pulumiLifecycle } from "./pulumi-engine";

describePulumi("one resource of every kind", (engine) => fleetSuite(pulumiLifecycle(engine)));
describePulumi(
  "one resource of every kind, by the plugin",
  (engine) => fleetSuite(pulumiLifecycle(engine, "plugin"), ["rotation"]),
  leftToAll,
);
