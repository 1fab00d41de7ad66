let lastMoment = 0;
let lastTimestamp = '';

/** In the middle of a line. Lines of the same millisecond share the text of their time. */
export function timestamp(): string {
  const now = Date.now();
  if (now !== lastMoment) {
    lastMoment = now;
    lastTimestamp = `,"time":"${new Date(now).toISOString()}"`;
  }
  return lastTimestamp;
}
