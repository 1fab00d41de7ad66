import { stateBy } from '../conditional/state.js';

export const teamState = stateBy('id', 'name', 'createdAt', 'updatedAt');

export const memberState = stateBy('username', 'role', 'createdAt');
