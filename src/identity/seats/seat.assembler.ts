import { link, paths } from '../../api/hal/links.js';
import type { AiSeat } from './ai-seat.entity.js';
import type { SeatResource } from './dto/seat.resource.js';

export function assembleSeat({ user: { username, kind }, assignedAt }: AiSeat): SeatResource {
  return {
    username,
    assignedAt: assignedAt.toISOString(),
    _links: {
      'inf:user': link(kind === 'user' ? paths.user(username) : paths.serviceAccount(username)),
    },
  };
}
