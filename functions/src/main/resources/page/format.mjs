/** Numbers and times as people read them. */

const pad = (number) => String(number).padStart(2, '0');

/** Returns 0:05, 12:34 or 1:02:03. */
export function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  return hours > 0 ? `${hours}:${pad(minutes)}:${pad(whole % 60)}` : `${minutes}:${pad(whole % 60)}`;
}

/** Returns a time in words, for those who hear the page: 1 hour 2 minutes 3 seconds. */
export function spoken(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const parts = [
    [Math.floor(whole / 3600), 'hour'],
    [Math.floor(whole / 60) % 60, 'minute'],
    [whole % 60, 'second'],
  ];
  const said = parts.filter(([count]) => count > 0).map(([count, unit]) => `${count} ${unit}${count === 1 ? '' : 's'}`);
  return said.join(' ') || '0 seconds';
}

/** Returns 0.6 s, or 75 s; a dash for null. */
export function seconds(value) {
  return value === null ? '–' : `${value.toFixed(value < 9.95 ? 1 : 0)} s`;
}

export const percent = (share) => `${Math.round(share * 100)} %`;

const DAY_AND_TIME = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** Returns a timestamp in the time zone of the reader; an empty text for null. */
export const dayAndTime = (timestamp) => (timestamp ? DAY_AND_TIME.format(new Date(timestamp)) : '');

/** Returns +1 604 555 1234 for a number of North America; others as they are stored. */
export function phone(number) {
  return number?.replace(/^\+1(\d{3})(\d{3})(\d{4})$/, '+1 $1 $2 $3') ?? 'Unknown number';
}

export const capitalised = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/** Returns 140 KB or 2.1 MB. */
export function size(bytes) {
  return bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} KB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
