import { directEngine } from "./direct-engine";
import { lifecycleSuite } from "./suite";

lifecycleSuite(directEngine);
