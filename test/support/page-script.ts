/** What a page says is printed. */
export interface PageOutput {
  language: string;
  text: string;
}

/** What a page has its reader type, and what it says is printed; null where it says nothing. */
export interface PageCommand {
  text: string;
  output: PageOutput | null;
}

export interface PageScript {
  /** Those that the page has its reader save. */
  files: { name: string; text: string }[];
  commands: PageCommand[];
  /** Programs that are in no file, so that no command runs them. */
  loose: string[];
}

const HEADING_OR_FENCE = /^#{1,6} |^```(\w*)(?: title=(\S+))?\n([\s\S]*?)^```$/gm;
const SHELLS = new Set(['bash', 'sh']);
const PROGRAMS = new Set(['js', 'ts', 'python']);
const OUTPUTS = new Set(['text', 'json']);
const GOES_ON = /commands on this page continue \[Getting started\]/;

/**
 * Code with a title is a file, `bash` a command, and `text` or `json` after it, under the same
 * heading, what it prints.
 */
export function readPage(markdown: string): PageScript {
  const script: PageScript = { files: [], commands: [], loose: [] };
  let last: PageCommand | undefined;
  for (const [, language, name, text = ''] of markdown.matchAll(HEADING_OR_FENCE)) {
    if (language === undefined) last = undefined;
    else if (name !== undefined) script.files.push({ name, text });
    else if (SHELLS.has(language)) script.commands.push((last = { text, output: null }));
    else if (PROGRAMS.has(language)) script.loose.push(text);
    else if (OUTPUTS.has(language) && last) {
      last.output = { language, text };
      last = undefined;
    }
  }
  return script;
}

/** Whether its reader has done what `docs/getting-started.md` says before. */
export function goesOnFromGettingStarted(markdown: string): boolean {
  return GOES_ON.test(markdown.replaceAll(/\s+/g, ' '));
}
