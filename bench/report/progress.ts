/** Tells whoever waits what is being done; the table alone goes to the standard output. */
export function progress(sentence: string): void {
  console.error(`  ${sentence}`);
}
