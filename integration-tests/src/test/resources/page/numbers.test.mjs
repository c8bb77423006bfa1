import assert from 'node:assert/strict';
import { test } from 'node:test';
import { numbersOf } from '../../../../../functions/src/main/resources/page/numbers.mjs';

/** Segments of [speaker, start, end]. */
const segments = (...list) => list.map(([speaker, start_time, end_time]) => ({ speaker, text: '', start_time, end_time }));

/** Numbers to the microsecond: sums of decimals are not exact. */
const rounded = (value) =>
  JSON.parse(JSON.stringify(value), (key, it) => (typeof it === 'number' ? Math.round(it * 1e6) / 1e6 : it));

const numbers = (...list) => rounded(numbersOf(segments(...list)));

test('no segments: no number is made up', () => {
  assert.deepEqual(numbers(), {
    speakers: [],
    responses: { count: 0, median: null, p95: null },
    silence: null,
    interruptions: [],
    overlaps: [],
  });
});

test('one speaker: all of the talk, silences between, no one to answer', () => {
  assert.deepEqual(numbers(['agent', 1, 3], ['agent', 3.5, 4.5], ['agent', 6, 7]), {
    speakers: [{ name: 'agent', talk: 4, turns: 1, share: 1 }],
    responses: { count: 0, median: null, p95: null },
    silence: { start: 4.5, seconds: 1.5 },
    interruptions: [],
    overlaps: [],
  });
});

test('the documented call: 4.7 s and 2.5 s, a silence of 0.6 s', () => {
  // 4.7 / 7.2 and 2.5 / 7.2; the caller answers, so the agent has no response time.
  assert.deepEqual(numbers(['agent', 0.5, 5.2], ['caller', 5.8, 8.3]), {
    speakers: [
      { name: 'agent', talk: 4.7, turns: 1, share: 0.652778 },
      { name: 'caller', talk: 2.5, turns: 1, share: 0.347222 },
    ],
    responses: { count: 0, median: null, p95: null },
    silence: { start: 5.2, seconds: 0.6 },
    interruptions: [],
    overlaps: [],
  });
});

test('responses: an even count has the mean of the middle two, p95 is the largest of few', () => {
  // Answers after 1, 0.2, 3 and 0.5 s: sorted 0.2, 0.5, 1, 3.
  const { responses, silence } = numbers(
    ['caller', 0, 1], ['agent', 2, 3],
    ['caller', 3, 4], ['agent', 4.2, 5],
    ['caller', 5, 6], ['agent', 9, 10],
    ['caller', 10, 11], ['agent', 11.5, 12],
  );
  assert.deepEqual(responses, { count: 4, median: 0.75, p95: 3 });
  assert.deepEqual(silence, { start: 6, seconds: 3 });
});

test('responses: of twenty, the 95th percentile is the nineteenth', () => {
  // Answers after 1, 2, ... 20 s.
  const list = [];
  for (let i = 1; i <= 20; i++) {
    list.push(['caller', 100 * i, 100 * i + 10], ['agent', 100 * i + 10 + i, 100 * i + 40]);
  }
  assert.deepEqual(numbers(...list).responses, { count: 20, median: 10.5, p95: 19 });
});

test('responses: an answer at the very end of the other is one of 0 s', () => {
  assert.deepEqual(numbers(['caller', 0, 2], ['agent', 2, 3]).responses, { count: 1, median: 0, p95: 0 });
});

test('responses: an answer in two segments is one', () => {
  const { responses, speakers } = numbers(['caller', 0, 2], ['agent', 3, 4], ['agent', 8, 9]);
  assert.deepEqual(responses, { count: 1, median: 1, p95: 1 });
  assert.deepEqual(speakers.map((it) => it.turns), [1, 1]);
});

test('responses: the caller answers the agent, which is no response time of the agent', () => {
  assert.equal(numbers(['agent', 0, 2], ['caller', 9, 10]).responses.count, 0);
});

test('interruption: the caller begins before the agent has ended', () => {
  // Both speak from 8 to 10; the agent then answers 1 s after the caller.
  assert.deepEqual(numbers(['agent', 0, 10], ['caller', 8, 12], ['agent', 13, 15]), {
    speakers: [
      { name: 'agent', talk: 12, turns: 2, share: 0.75 },
      { name: 'caller', talk: 4, turns: 1, share: 0.25 },
    ],
    responses: { count: 1, median: 1, p95: 1 },
    silence: { start: 12, seconds: 1 },
    interruptions: [{ speaker: 'caller', start: 8 }],
    overlaps: [[8, 10]],
  });
});

test('interruption: one of the agent is not a response of negative time', () => {
  const { responses, interruptions } = numbers(['caller', 0, 5], ['agent', 4, 6]);
  assert.equal(responses.count, 0);
  assert.deepEqual(interruptions, [{ speaker: 'agent', start: 4 }]);
});

test('an agent that goes on after a short "yes" within its speech does not answer it', () => {
  const { responses, interruptions, overlaps } = numbers(['agent', 0, 10], ['caller', 4, 5], ['agent', 11, 12]);
  assert.equal(responses.count, 0);
  assert.deepEqual(interruptions, [{ speaker: 'caller', start: 4 }]);
  assert.deepEqual(overlaps, [[4, 5]]);
});

test('equal times: two who begin together overlap, and neither interrupts', () => {
  assert.deepEqual(numbers(['caller', 1, 3], ['agent', 1, 4]), {
    speakers: [
      { name: 'agent', talk: 3, turns: 1, share: 0.6 },
      { name: 'caller', talk: 2, turns: 1, share: 0.4 },
    ],
    responses: { count: 0, median: null, p95: null },
    silence: null,
    interruptions: [],
    overlaps: [[1, 3]],
  });
});

test('equal times: the same segment twice counts once', () => {
  const { speakers, overlaps } = numbers(['caller', 1, 3], ['caller', 1, 3]);
  assert.deepEqual(speakers, [{ name: 'caller', talk: 2, turns: 1, share: 1 }]);
  assert.deepEqual(overlaps, []);
});

test('three speakers: any two of them overlap, and the agent answers the last to end', () => {
  // Of 10 s of talk: agent 2, caller 5, transfer 3. Two or three speak from 3 to 5.
  // The agent answers at 7 what ended at 6.
  const found = numbers(['caller', 0, 5], ['transfer', 3, 6], ['agent', 7, 8], ['agent', 8, 9]);
  assert.deepEqual(found, {
    speakers: [
      { name: 'agent', talk: 2, turns: 1, share: 0.2 },
      { name: 'caller', talk: 5, turns: 1, share: 0.5 },
      { name: 'transfer', talk: 3, turns: 1, share: 0.3 },
    ],
    responses: { count: 1, median: 1, p95: 1 },
    silence: { start: 6, seconds: 1 },
    interruptions: [{ speaker: 'transfer', start: 3 }],
    overlaps: [[3, 5]],
  });
});

test('three at once: one overlap, from the second to begin to the last but one to end', () => {
  assert.deepEqual(numbers(['a', 0, 10], ['b', 2, 6], ['c', 4, 8]).overlaps, [[2, 8]]);
});

test('touching is neither overlap nor silence', () => {
  const { overlaps, silence, interruptions } = numbers(['agent', 0, 2], ['caller', 2, 4]);
  assert.deepEqual({ overlaps, silence, interruptions }, { overlaps: [], silence: null, interruptions: [] });
});

test('a silence is not hidden by a short segment within a long one', () => {
  // Somebody speaks until 10, though the last to begin ended at 3.
  assert.deepEqual(numbers(['agent', 0, 10], ['caller', 2, 3], ['caller', 12, 13]).silence, { start: 10, seconds: 2 });
});

test('segments out of order, or without a usable time, do no harm', () => {
  const { speakers, responses } = numbersOf([
    { speaker: 'Agent', start_time: 3, end_time: 4 },
    { speaker: 'caller', start_time: 0, end_time: 2 },
    { speaker: 'caller', start_time: 9, end_time: 8 },
    { speaker: 'caller', start_time: null, end_time: 1 },
  ]);
  assert.deepEqual(speakers.map((it) => it.name), ['Agent', 'caller']);
  assert.deepEqual(responses, { count: 1, median: 1, p95: 1 });
});
