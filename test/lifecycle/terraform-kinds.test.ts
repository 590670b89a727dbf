import { describeOnOne } from "../terraform/engines";
import { lifecycleSuite } from "./suite";
import { terraformEngine } from "./terraform-engine";

// The fleet tries the other changes all at once, on both engines; every replacement is tried without an engine.
describeOnOne("each kind of resource", "terraform", (engine) =>
  lifecycleSuite(terraformEngine(engine), { variations: "one" }),
);
