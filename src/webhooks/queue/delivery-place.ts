import type { Holder, SharedPlaces } from '../../platform/fairness/shared-places.js';

/** A receiver that takes longer is slow until it answers sooner. */
const SLOW_AFTER_MS = 1_000;

interface Receiver {
  owner: Holder;
  /** Called when an attempt turns out to be slow, and when one was not. */
  onSpeedKnown: (isSlow: boolean) => void;
}

/** The right to send to one webhook. It moves to the slow places when an attempt takes long. */
export class DeliveryPlace {
  private leave: () => void;
  private slow = false;

  constructor(
    places: SharedPlaces,
    private readonly slowPlaces: SharedPlaces,
    private readonly receiver: Receiver,
  ) {
    this.leave = places.take([receiver.owner]);
  }

  /** Whether the last attempt was slow. */
  get isSlow(): boolean {
    return this.slow;
  }

  async during<T>(attempt: () => Promise<T>): Promise<T> {
    this.slow = false;
    const timer = setTimeout(() => {
      this.slowDown();
    }, SLOW_AFTER_MS);
    try {
      return await attempt();
    } finally {
      clearTimeout(timer);
      if (!this.isSlow) this.receiver.onSpeedKnown(false);
    }
  }

  giveBack(): void {
    this.leave();
  }

  private slowDown(): void {
    const { owner, onSpeedKnown } = this.receiver;
    this.slow = true;
    this.leave();
    this.leave = this.slowPlaces.take([owner]);
    onSpeedKnown(true);
  }
}
