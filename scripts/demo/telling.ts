/** How a story is told: headings, what the engine printed, and claims that are checked. */
export function heading(text: string): void {
  console.log(`\n== ${text}`);
}

/** Lines that say the same in every run, or once more what the summary says. */
const NOISE =
  /^$|^(Previewing|Updating|Destroying) |^@ |^Duration:|^The resources in the stack|^If you want to remove|^pulumi:pulumi:Stack \S+ +(running|\d+ messages?|keysmith:)|creating|updating|deleting/;

/** Shows what an engine printed, without its noise. */
export function show(printed: string): void {
  const lines = printed.split("\n").filter((line) => !NOISE.test(line.trim()));
  for (const line of lines) console.log(`   | ${line}`);
}

/** Says what holds. @throws Error when it doesn't */
export function claim(holds: boolean, text: string): void {
  if (!holds) throw new Error(`this should not have been: ${text}`);
  console.log(`   ✓ ${text}`);
}
