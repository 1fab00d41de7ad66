import { Injectable } from '@nestjs/common';
import { SharedPlaces } from '../../platform/fairness/shared-places.js';
import { DeliveryPlace } from './delivery-place.js';
import type { WaitingWebhook } from './delivery-queue.repository.js';

const QUICK_PLACES = 20;
const SLOW_PLACES = 60;
/** An owner takes another place while it holds fewer than half as many as are free. */
const SHARE = 1 / 2;
const MAX_REMEMBERED = 10_000;

/**
 * The attempts that an instance makes at the same time. A receiver that hangs holds a quick place for
 * a second only. From then on its webhook uses the slow places, which wait for nothing but receivers.
 */
@Injectable()
export class DeliveryPlaces {
  private readonly quick = new SharedPlaces(QUICK_PLACES);
  private readonly slow = new SharedPlaces(SLOW_PLACES);
  private readonly slowWebhooks = new Set<string>();
  private freed: () => void = () => undefined;

  get taken() {
    return { quick: this.quick.taken, slow: this.slow.taken };
  }

  /** @param freed called when a quick place may be free because its receiver is slow */
  whenFreed(freed: () => void): void {
    this.freed = freed;
  }

  /** @returns `null` if the owner has to wait */
  take({ webhookId, ownerId }: WaitingWebhook): DeliveryPlace | null {
    const owner = { name: ownerId, share: SHARE };
    const isSlow = this.slowWebhooks.has(webhookId);
    const places = isSlow ? this.slow : this.quick;
    // A slow place costs a socket only, so an owner without any gets one even if none is free.
    const isOwed = isSlow && places.heldBy(ownerId) === 0;
    if (!isOwed && places.refusalOf([owner]) !== null) return null;
    return new DeliveryPlace(places, this.slow, {
      owner,
      onSpeedKnown: (isSlowNow) => {
        this.remember(webhookId, isSlowNow);
      },
    });
  }

  private remember(webhookId: string, isSlow: boolean): void {
    this.slowWebhooks.delete(webhookId);
    if (!isSlow) return;
    this.slowWebhooks.add(webhookId);
    const [longestKnown] = this.slowWebhooks;
    if (this.slowWebhooks.size > MAX_REMEMBERED && longestKnown !== undefined) {
      this.slowWebhooks.delete(longestKnown);
    }
    this.freed();
  }
}
