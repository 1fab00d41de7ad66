const OPEN = '<think>';
const CLOSE = '</think>';

/** What is longer is the answer, so that a tag that never closes holds back only a part of it. */
const MAX_BLANKS = 1_000;
const MAX_ASIDE = 50_000;

/**
 * - `beginning`: nothing but blanks so far, so a tag may open
 * - `reasoning`: within the tags at the beginning; the text is dropped
 * - `answer`: within the answer
 * - `aside`: after a later tag; the text is dropped if the tag closes, otherwise it is the answer
 */
type Place = 'beginning' | 'reasoning' | 'answer' | 'aside';

/** Removes `<think>…</think>` from a streamed answer. Tags in code are part of the answer. */
export class ThinkTags {
  private place: Place = 'beginning';
  private held = '';
  private hasThought = false;
  private isInCode = false;
  /** After a tag that did not close, later ones are text. Each would be searched for its end again. */
  private isUnclosed = false;

  /** @returns the part of the answer that is certain */
  next(piece: string): string {
    this.held += piece;
    let answer = '';
    for (let step = this.step(); step !== null; step = this.step()) answer += step;
    return answer;
  }

  /** @returns the rest of the answer */
  end(): string {
    const { place, held } = this;
    this.held = '';
    if (place === 'reasoning' || (this.hasThought && held.trim() === '')) return '';
    return place === 'aside' ? OPEN + held : held;
  }

  /** @returns the next part of the answer, or null if more text must come first */
  private step(): string | null {
    switch (this.place) {
      case 'beginning':
        return this.begin();
      case 'answer':
        return this.answer();
      default:
        return this.think();
    }
  }

  private begin(): string | null {
    const text = this.held.trimStart();
    if (text.startsWith(OPEN)) return this.move('reasoning', text.slice(OPEN.length));
    if (OPEN.startsWith(text) && this.held.length <= MAX_BLANKS) return null;
    return this.move('answer', this.hasThought ? text : this.held);
  }

  private think(): string | null {
    const end = this.held.indexOf(CLOSE);
    if (end === -1) return this.thinkOn();
    this.hasThought = true;
    const rest = this.held.slice(end + CLOSE.length);
    return this.move(this.place === 'reasoning' ? 'beginning' : 'answer', rest);
  }

  private thinkOn(): string | null {
    if (this.place === 'reasoning') this.held = this.held.slice(1 - CLOSE.length);
    if (this.held.length <= MAX_ASIDE) return null;
    this.isUnclosed = true;
    return OPEN + this.move('answer', this.held);
  }

  private answer(): string | null {
    const start = this.isUnclosed ? -1 : this.held.indexOf(OPEN);
    if (start === -1) {
      const certain = this.held.length - lengthOfBegunTag(this.held);
      return certain === 0 ? null : this.say(certain);
    }
    const before = this.say(start);
    if (this.isInCode) return before + this.say(OPEN.length);
    return before + this.move('aside', this.held.slice(OPEN.length));
  }

  private move(place: Place, held: string): string {
    this.place = place;
    this.held = held;
    return '';
  }

  /** Code is between one or three backticks, so it starts and ends with an odd number of them. */
  private say(length: number): string {
    const text = this.held.slice(0, length);
    this.held = this.held.slice(length);
    if (text.split('`').length % 2 === 0) this.isInCode = !this.isInCode;
    return text;
  }
}

function lengthOfBegunTag(text: string): number {
  for (let length = Math.min(OPEN.length - 1, text.length); length > 0; length--) {
    if (text.endsWith(OPEN.slice(0, length))) return length;
  }
  return 0;
}
