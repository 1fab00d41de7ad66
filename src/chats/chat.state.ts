import { stateBy } from '../api/conditional/state.js';

/** Its messages are its use: they count, and move `updatedAt`, while somebody renames it. */
export const chatState = stateBy('id', 'name', 'createdAt');
