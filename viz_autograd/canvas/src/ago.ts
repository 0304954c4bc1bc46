// How long ago something was, in a few words.

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Longer ago than this the day itself says more. */
const MOST_DAYS = 7;

/** "just now", "5 minutes ago", "yesterday"; then the day. Both in milliseconds since 1970. */
export function ago(then: number, now: number): string {
  const past = now - then;
  if (past < MINUTE) return "just now";
  if (past < HOUR) return counted(past / MINUTE, "minute");
  const days = calendarDays(then, now);
  if (days === 0 || past < 6 * HOUR) return counted(past / HOUR, "hour");
  if (days === 1) return "yesterday";
  if (days <= MOST_DAYS) return counted(days, "day");
  return new Intl.DateTimeFormat("en", { day: "numeric", month: "long", year: "numeric" }).format(then);
}

function counted(amount: number, unit: string): string {
  const whole = Math.floor(amount);
  return `${whole} ${unit}${whole === 1 ? "" : "s"} ago`;
}

/** Midnights between two moments. */
function calendarDays(then: number, now: number): number {
  // Days of a change to or from summer time have 23 or 25 hours.
  return Math.round((new Date(now).setHours(0, 0, 0, 0) - new Date(then).setHours(0, 0, 0, 0)) / DAY);
}
