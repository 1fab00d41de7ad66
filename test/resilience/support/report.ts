/** Prints what a spec has measured, for docs/resilience.md. */
export function report(scenario: string, measured: string): void {
  process.stdout.write(`${scenario}: ${measured}.\n`);
}
