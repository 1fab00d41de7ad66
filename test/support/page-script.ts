/** The output that a page shows. */
export interface PageOutput {
  language: string;
  text: string;
}

/** A command of a page and its output. null: the page shows no output. */
export interface PageCommand {
  text: string;
  output: PageOutput | null;
}

export interface PageScript {
  /** The files that a page defines. */
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
 * A block with a title is a file, and a `bash` block is a command. A `text` or `json` block after it,
 * under the same heading, is the output.
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

/** Whether the page continues `docs/getting-started.md`. */
export function goesOnFromGettingStarted(markdown: string): boolean {
  return GOES_ON.test(markdown.replaceAll(/\s+/g, ' '));
}
