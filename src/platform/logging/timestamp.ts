let lastMoment = 0;
let lastTimestamp = '';

/** The time as a part of a JSON line. Lines of the same millisecond reuse the text. */
export function timestamp(): string {
  const now = Date.now();
  if (now !== lastMoment) {
    lastMoment = now;
    lastTimestamp = `,"time":"${new Date(now).toISOString()}"`;
  }
  return lastTimestamp;
}
