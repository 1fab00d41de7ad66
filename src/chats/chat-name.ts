const MAX_CHARACTERS = 80;

/** The beginning of the first message, on one line. */
export function nameFor(content: string): string {
  const characters = [...content.replace(/\s+/g, ' ').trim()];
  const name = characters.slice(0, MAX_CHARACTERS).join('').trimEnd();
  if (name === '') return 'Chat';
  return characters.length > MAX_CHARACTERS ? `${name}…` : name;
}
