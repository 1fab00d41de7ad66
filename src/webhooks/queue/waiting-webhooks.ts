import type { WaitingWebhook } from './delivery-queue.repository.js';

/** The webhooks that wait for a place. Owners take turns, and so do the webhooks of an owner. */
export class WaitingWebhooks {
  private readonly byOwner = new Map<string, Set<string>>();

  add({ webhookId, ownerId }: WaitingWebhook): void {
    const webhooks = this.byOwner.get(ownerId);
    if (webhooks === undefined) this.byOwner.set(ownerId, new Set([webhookId]));
    else webhooks.add(webhookId);
  }

  /**
   * Removes the first webhook that gets a place.
   *
   * @param placeFor returns `null` if the webhook has to wait
   */
  next<P>(placeFor: (webhook: WaitingWebhook) => P | null): [WaitingWebhook, P] | null {
    for (const [ownerId, webhooks] of this.byOwner) {
      for (const webhookId of webhooks) {
        const webhook = { webhookId, ownerId };
        const place = placeFor(webhook);
        if (place === null) continue;
        this.remove(webhook, webhooks);
        return [webhook, place];
      }
    }
    return null;
  }

  /** The other webhooks of the owner move behind those of the other owners. */
  private remove({ webhookId, ownerId }: WaitingWebhook, webhooks: Set<string>): void {
    webhooks.delete(webhookId);
    this.byOwner.delete(ownerId);
    if (webhooks.size > 0) this.byOwner.set(ownerId, webhooks);
  }
}
