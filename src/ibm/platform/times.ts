import { formatTime, parseTime } from "../../core/clock";

const HOUR = 3_600_000;

/**
 * Whether something was made so lately that a run which died may have left it: where nothing records it and it is just what
 * is wanted, it is taken for that. What is older may be another stack's of the same label, and is theirs.
 */
export function isRecent(created: string | undefined, now: Date): boolean {
  return created !== undefined && now.getTime() - parseTime(created).getTime() <= HOUR;
}

export function storedTime(time: string): string {
  return formatTime(parseTime(time));
}
