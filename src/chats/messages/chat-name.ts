const MAX_CHARACTERS = 80;

/** Names a chat after the beginning of its first message. */
export function nameFor(content: string): string {
  const characters = [...content.replace(/\s+/g, ' ').trim()];
  const name = characters.slice(0, MAX_CHARACTERS).join('').trimEnd();
  if (name === '') return 'Chat';
  return characters.length > MAX_CHARACTERS ? `${name}…` : name;
}
