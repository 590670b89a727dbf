import path from "node:path";
import * as z from "zod";
import type { Check } from "../../core/checks";
import { field } from "../../core/fields";
import { message, ref } from "../../core/message";
import { parseCrn } from "../platform/crn";
import { instanceFields, type KeyService } from "../platform/instance";

const instanceText = instanceFields.instance.unwrap();

export const PAIR = /^([\w-]+)=(.+)$/;

const pairs = (second: string): z.ZodArray<z.ZodString> =>
  z.array(z.string().regex(PAIR, `write it as <id or alias of the old one>=<${second}>`));

/** In place of an id: a key is to be made. */
export const ANEW = "new";

export const leaveInputs = z.object({
  from: field(instanceText.clone(), {
    doc: "The CRN of the Hyper Protect Crypto Services instance that is left. Nothing in it is ever changed.",
  }),
  to: field(instanceText.clone(), {
    doc: "The CRN of the Key Protect instance that takes its place.",
  }),
  folder: field(z.string().min(1).default("leave-hpcs"), {
    doc: "Where the journal, the new ciphertexts and the files for the programs are; by default `leave-hpcs`.",
  }),
  ciphertexts: field(z.array(z.string().min(1)).default([]), {
    doc: 'A file with what keys of the instance have wrapped: a JSON object a line, or a JSON list, each {"key": "<id, alias or CRN>", "ciphertext": "…", "aad": ["…"]}. It is never changed.',
  }),
  state: field(z.array(z.string().min(1)).default([]), {
    doc: "The state of a program that manages keys of the instance: what `terraform show -json`, `terraform state pull` or `pulumi stack export` prints.",
  }),
  material: field(pairs("file").default([]), {
    doc: "The material of an imported root key, which only you have: `<id or alias>=<file>`, in base64.",
  }),
  twin: field(pairs("id of a key, or new").default([]), {
    doc: "Which key takes the place of another: `<id or alias>=<id of a key in the new instance>`; or `=new`, to make one although there is one that looks the same. Also which policy: `<id>=<id>`.",
  }),
});

export type LeaveInputs = z.output<typeof leaveInputs>;

const ofService =
  (name: "from" | "to", service: KeyService, title: string): Check<LeaveInputs> =>
  ({ inputs }) => {
    const named = parseCrn(inputs[name])?.serviceName;
    return named === service
      ? []
      : [{ field: name, reason: `is an instance of ${named}: give one of ${title} (${service})` }];
  };

const different: Check<LeaveInputs> = ({ inputs: { from, to } }) =>
  guidOf(from) === guidOf(to) ? [{ field: "to", reason: "is the same instance as from" }] : [];

function guidOf(crn: string): string | undefined {
  return parseCrn(crn)?.serviceInstance.toLowerCase();
}

/** What is written for a file is called as the file is. */
const namedApart =
  (name: "ciphertexts" | "state"): Check<LeaveInputs> =>
  ({ inputs }) => {
    // Some file systems take Orders and orders for one.
    const names = inputs[name].map((file) => path.parse(file).name.toLowerCase());
    return names
      .filter((each, index) => names.indexOf(each) !== index)
      .map((each) => ({ field: name, reason: `has two files that are called ${each}: give them different names` }));
  };

export const LOCK = "lock";

const WRITTEN = ["ciphertexts", "programs", "map.json", "journal.jsonl", LOCK];

/** What a move writes never takes the place of what it is given. */
const outOfTheWay =
  (name: "ciphertexts" | "state"): Check<LeaveInputs> =>
  ({ inputs }) =>
    inputs[name]
      .filter((file) => WRITTEN.includes(path.relative(inputs.folder, file).split(path.sep)[0] ?? ""))
      .map((file) => ({
        field: name,
        reason: message`has ${file}, where the move writes: put it elsewhere, or give another ${ref("folder")}`,
      }));

export const leaveChecks: readonly Check<LeaveInputs>[] = [
  ofService("from", "hs-crypto", "Hyper Protect Crypto Services"),
  ofService("to", "kms", "Key Protect"),
  different,
  namedApart("ciphertexts"),
  namedApart("state"),
  outOfTheWay("ciphertexts"),
  outOfTheWay("state"),
];
