import { stateBy } from '../api/conditional/state.js';

/** Without `updatedAt` and `messageCount`: a new message must not make a rename fail. */
export const chatState = stateBy('id', 'name', 'createdAt');
