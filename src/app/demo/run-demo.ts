import { explain } from '../process/explain.js';
import { Interruption, interruption } from './interruption.js';
import { playStory } from './play-story.js';
import { STORY } from './story.js';
import { withThrowawayInstance } from './throwaway-instance.js';
import { Transcript } from './transcript.js';

const transcript = new Transcript(process.stdout);
const signal = interruption();
try {
  transcript.say('Starting a temporary instance with its own database …');
  const right = await withThrowawayInstance(({ address, password }) => {
    signal.throwIfAborted();
    transcript.say(`The instance listens on ${address}.`);
    return playStory(STORY, { address, password, transcript, signal });
  });
  transcript.say(right ? '✓ Every answer was as expected.' : '✗ This answer was not as expected.');
  process.exitCode = right ? 0 : 1;
} catch (error) {
  process.exitCode = error instanceof Interruption ? error.exitCode : 1;
  process.stderr.write(`${error instanceof Interruption ? error.message : explain(error)}\n`);
}
