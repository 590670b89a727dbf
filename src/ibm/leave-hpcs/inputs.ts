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

/** Given in place of an id, to have a key made. */
export const ANEW = "new";

export const leaveInputs = z.object({
  from: field(instanceText.clone(), {
    doc: "The CRN of the Hyper Protect Crypto Services instance to leave. Nothing in it is ever changed.",
  }),
  to: field(instanceText.clone(), {
    doc: "The CRN of the Key Protect instance that takes its place.",
  }),
  folder: field(z.string().min(1).default("leave-hpcs"), {
    doc: "The folder for the journal, the new ciphertexts and the files for the programs; by default `leave-hpcs`.",
  }),
  ciphertexts: field(z.array(z.string().min(1)).default([]), {
    doc: 'A file with ciphertexts of keys of the instance: one JSON object per line, or a JSON list, each {"key": "<id, alias or CRN>", "ciphertext": "…", "aad": ["…"]}. It is never changed.',
  }),
  state: field(z.array(z.string().min(1)).default([]), {
    doc: "The state of a program that manages keys of the instance: the output of `terraform show -json`, `terraform state pull` or `pulumi stack export`.",
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

/** Each output file has the name of its input file, so the input files' names must differ. */
const namedApart =
  (name: "ciphertexts" | "state"): Check<LeaveInputs> =>
  ({ inputs }) => {
    // Some file systems don't distinguish Orders from orders.
    const names = inputs[name].map((file) => path.parse(file).name.toLowerCase());
    return names
      .filter((each, index) => names.indexOf(each) !== index)
      .map((each) => ({ field: name, reason: `has two files named ${each}: give them different names` }));
  };

export const LOCK = "lock";

const WRITTEN = ["ciphertexts", "programs", "map.json", "journal.jsonl", LOCK];

/** A move must never overwrite its input files. */
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
