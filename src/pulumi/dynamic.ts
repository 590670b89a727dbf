/**
 * What the text stored with every resource names (`literal.ts`): one provider per resource, under the resource's name.
 * This subpath and the names of its exports are frozen: states written years ago ask for them.
 */
import { vendors } from "../catalog";
import { Run } from "../core/run";
import { providersOf } from "./provider";

/** The engine shows what its provider process writes here. */
const log = { warn: (line: string): void => void process.stderr.write(`keysmith: ${line}\n`) };

Object.assign(exports, providersOf(vendors, new Run({ env: process.env, log })));
