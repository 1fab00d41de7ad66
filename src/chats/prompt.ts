import type { PromptMessage } from './models/language-model.js';
import type { HistoryMessage } from './messages.repository.js';

/** How much of a chat goes along with a question, the newest first. */
export const HISTORY_BOUNDS = { messages: 100, characters: 200_000 } as const;

/**
 * What every endpoint takes: the user first, then by turns. What tools have told is the user's to
 * say, since a model knows only the tools that it has called; of an answer that broke off there is
 * what came.
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
