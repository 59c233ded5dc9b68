import { PROFILES } from './profiles.domain.js';
import { tokensOf } from './tokens.domain.js';

it.each(Object.entries(PROFILES))('speaks of %s in words that names become', (_, { patterns, vetoes, context }) => {
  const words = [...patterns.keys(), ...vetoes, ...context.keys()].flatMap((text) => text.split(' '));
  // A spelling that the lexicon turns into another word would never be met.
  expect(words.filter((word) => tokensOf(word).join(' ') !== word)).toEqual([]);
});
