import type { PromptMessage } from '../models/language-model.js';
import type { HistoryMessage } from './messages.repository.js';

/** How much of a chat is sent with a question. The newest messages take precedence. */
export const HISTORY_BOUNDS = { messages: 100, characters: 200_000 } as const;

/**
 * Builds a prompt that every endpoint accepts: it starts with the user, and the roles alternate.
 * Messages of tools become messages of the user, because models accept results only of tools that
 * they called. Failed answers contribute the text that was received.
 */
export function promptOf(history: readonly HistoryMessage[]): PromptMessage[] {
  const prompt: PromptMessage[] = [];
  for (const message of history.map(toPrompt)) {
    const last = prompt.at(-1);
    if (message.content === '') continue;
    if (last === undefined && message.role === 'assistant') continue;
    if (last?.role === message.role) last.content += `\n\n${message.content}`;
    else prompt.push(message);
  }
  return prompt;
}

function toPrompt({ role, content }: HistoryMessage): PromptMessage {
  if (role === 'tool') return { role: 'user', content: `Result of a tool:\n\n${content}` };
  return { role, content };
}
