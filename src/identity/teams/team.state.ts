import { stateBy } from '../../api/conditional/state.js';

export const teamState = stateBy('id', 'name', 'createdAt', 'updatedAt');

export const memberState = stateBy('username', 'role', 'createdAt');
