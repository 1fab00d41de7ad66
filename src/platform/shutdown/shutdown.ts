import { Injectable } from '@nestjs/common';

/** The two steps in which an instance leaves. Other rooms ask or listen. */
@Injectable()
export class Shutdown {
  private readonly announcing = new AbortController();
  private readonly leaving = new AbortController();

  /** Aborts when the instance still serves everything, but wants no new traffic. */
  get announced(): AbortSignal {
    return this.announcing.signal;
  }

  /** Aborts when the instance accepts no new connections. */
  get begun(): AbortSignal {
    return this.leaving.signal;
  }

  announce(): void {
    this.announcing.abort();
  }

  begin(): void {
    this.announce();
    this.leaving.abort();
  }
}
