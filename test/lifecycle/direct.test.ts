import { lifecycleSuite } from "./suite";

lifecycleSuite();
