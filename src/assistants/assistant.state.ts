import { stateBy } from '../api/conditional/state.js';

export const assistantState = stateBy(
  'id',
  'ownerId',
  'slug',
  'name',
  'description',
  'instructions',
  'welcome',
  'suggestions',
  'modelId',
  'shared',
  'createdAt',
  'updatedAt',
);
