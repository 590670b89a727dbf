/** The plan's changes one by one, between the heading that announces them and the line that sums them up. */
const CHANGES = /^.* will perform the following actions:\n[\s\S]*?(?=^Plan:)/m;

/** The outputs, at the end of what an apply prints. */
const OUTPUTS = /^(Changes to )?Outputs:\n[\s\S]*?(?=^\S.*: |^Warning|(?![\s\S]))/gm;

/** A warning or error, and where in the program its cause stands: the line that begins it says enough. */
const PLACE = /^ {2}with .*\n(^ {2}on .*\n)?(^ {2}\d+: .*\n)?/gm;

/** A sealed text is long, and tells nobody anything. */
const SEALED = /<<-?EOT\n *-----BEGIN AGE[\s\S]*?END AGE ENCRYPTED FILE-----\n *EOT/g;

/** What is said before the changes that a refresh has found, and after them. */
const REFRESH_ONLY =
  /^\S+ detected the following changes made outside[\s\S]*?:\n|^This is a refresh-only plan[\s\S]*?\.\n\n/gm;

/** Lines that say the same in every run, or once more what others say. */
const NOISE = [
  /: (Refreshing state|Creating|Destroying|Modifying|Still \w+)\.\.\./,
  /^\S+ used the selected providers|^plan\. Resource actions|^(with the )?following symbols/,
  /^ {2}[-~+]\/?[-+]? (create|update in-place|destroy)/,
  /^(Terraform|OpenTofu) (has|will)|^(and )?found no|^─+$|\(source code not available\)/,
  /KEYSMITH_AS_OF sets the time|similar warnings? elsewhere/,
  /^Apply complete! Resources: 0 added, 0 changed, 0 destroyed\./,
];

/** Of a changed resource all but which one it is, and which attributes get a value that is known. */
const UNCHANGED = [
  /^ {2}[-~+]\/?[-+]? resource "|^ {4}}$|^ {6} {2}/,
  /\(known after apply\)$|\((sensitive value|write-only attribute)\)$|-> null$/,
];

/** Long, and of no use to a reader. */
const ID = / \[id=[^\]]*\]/g;

/** What is worth showing of what Terraform or OpenTofu printed. @param changes whether the plan's changes are */
export function worthShowing(printed: string, changes: boolean): string {
  const whole = (changes ? printed : printed.replace(CHANGES, "")).replaceAll(SEALED, '"-----BEGIN AGE…"');
  const text = whole.replaceAll(OUTPUTS, "").replaceAll(PLACE, "").replaceAll(REFRESH_ONLY, "").replaceAll(ID, "");
  const lines = text.split("\n").filter((line) => ![...NOISE, ...UNCHANGED].some((noise) => noise.test(line)));
  return lines.join("\n");
}
