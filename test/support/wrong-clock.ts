/** For `NODE_OPTIONS`: moves the clock of a process, as a machine with a wrong clock would. */
export function wrongClock(seconds: number): string {
  const script = `
    const wrongBy = ${seconds * 1_000};
    const RightDate = Date;
    globalThis.Date = class extends RightDate {
      constructor(...parts) {
        if (parts.length === 0) super(RightDate.now() + wrongBy);
        else super(...parts);
      }
      static now() {
        return RightDate.now() + wrongBy;
      }
    };`;
  return `--import=data:text/javascript,${encodeURIComponent(script)}`;
}
