import { describeOnOne } from "../terraform/engines";
import { lifecycleSuite } from "./suite";
import { terraformEngine } from "./terraform-engine";

describeOnOne("each kind of resource", "terraform", (engine) => lifecycleSuite(terraformEngine(engine)));
