export { startEmulator } from "../../emulator/test/start";
