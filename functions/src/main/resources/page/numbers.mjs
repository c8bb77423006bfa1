/**
 * The numbers of a conversation, computed from its segments. Pure: no clock, no page, no network.
 * docs/page.md defines each number; DEFINITIONS says the same in the page.
 */

export const AGENT = 'agent';

/** What each number means, in the words that the page shows. */
export const DEFINITIONS = {
  share:
    'Of all the time in which somebody speaks, the part of each speaker. Time in which two speak counts for both.',
  median:
    'From the end of what others said to the start of the agent’s answer: half of the answers came faster. ' +
    'Answers that begin before the other has ended are interruptions, and not in here.',
  p95:
    'The response time that 95 of 100 answers of the agent did not exceed (nearest rank).',
  silence: 'The longest time between the first and the last word in which no one speaks.',
  interruptions:
    'Turns that begin while another speaker is still speaking, short ones such as “yes” included. ' +
    'Two who begin at the same moment interrupt no one.',
};

/**
 * Returns all numbers.
 *
 * @param segments of {speaker, start_time, end_time} in seconds; in any order
 */
export function numbersOf(segments) {
  const spoken = segments
    .filter((it) => Number.isFinite(it.start_time) && Number.isFinite(it.end_time) && it.end_time >= it.start_time)
    .map((it) => ({ speaker: it.speaker ?? '', start: it.start_time, end: it.end_time }))
    .sort((a, b) => a.start - b.start || a.end - b.end);
  const turns = turnsOf(spoken);
  const speech = speechOf(spoken);
  return {
    speakers: speakersOf(speech, turns),
    responses: summaryOf(responsesOf(turns)),
    silence: longestSilenceOf(spoken),
    interruptions: turns.filter((turn) => turn.interrupts).map(({ speaker, start }) => ({ speaker, start })),
    overlaps: overlapsOf(speech),
  };
}

export const isAgent = (speaker) => speaker.toLowerCase() === AGENT;

/**
 * Joins each run of segments of one speaker to a turn, and adds until when others and the speaker
 * had spoken before it began; -Infinity when they had not.
 */
function turnsOf(spoken) {
  const turns = [];
  const ends = new Map();
  // What begins at the same moment is not before it.
  let sameStart = [];
  for (const it of spoken) {
    if (sameStart.length > 0 && sameStart[0].start < it.start) {
      sameStart.forEach(({ speaker, end }) => ends.set(speaker, Math.max(ends.get(speaker) ?? -Infinity, end)));
      sameStart = [];
    }
    sameStart.push(it);
    const last = turns.at(-1);
    if (last?.speaker === it.speaker) {
      last.end = Math.max(last.end, it.end);
    } else {
      const others = [...ends].filter(([speaker]) => speaker !== it.speaker).map(([, end]) => end);
      const othersEnd = Math.max(-Infinity, ...others);
      turns.push({ ...it, othersEnd, ownEnd: ends.get(it.speaker) ?? -Infinity, interrupts: othersEnd > it.start });
    }
  }
  return turns;
}

/** Returns when each speaker spoke: a list of [start, end], apart from each other, by name. */
function speechOf(spoken) {
  const speech = new Map();
  for (const { speaker, start, end } of spoken) {
    const stretches = speech.get(speaker) ?? [];
    const last = stretches.at(-1);
    if (last && start <= last[1]) {
      last[1] = Math.max(last[1], end);
    } else {
      stretches.push([start, end]);
    }
    speech.set(speaker, stretches);
  }
  return speech;
}

/** Returns {name, talk, share, turns} of each speaker: the agent, then the others as they began. */
function speakersOf(speech, turns) {
  const all = [...speech].map(([name, stretches]) => ({
    name,
    talk: stretches.reduce((sum, [start, end]) => sum + end - start, 0),
    turns: turns.filter((turn) => turn.speaker === name).length,
  }));
  const total = all.reduce((sum, one) => sum + one.talk, 0);
  return all
    .map((one) => ({ ...one, share: total > 0 ? one.talk / total : 0 }))
    .sort((a, b) => isAgent(b.name) - isAgent(a.name));
}

/** Returns the seconds until each answer of the agent. */
function responsesOf(turns) {
  return turns
    .filter((turn) => isAgent(turn.speaker) && Number.isFinite(turn.othersEnd) && !turn.interrupts)
    // An agent who was still speaking when the other ended did not answer but went on.
    .filter((turn) => turn.ownEnd <= turn.othersEnd)
    .map((turn) => turn.start - turn.othersEnd);
}

function summaryOf(responses) {
  const sorted = responses.toSorted((a, b) => a - b);
  const count = sorted.length;
  if (count === 0) {
    return { count, median: null, p95: null };
  }
  const middle = Math.floor(count / 2);
  const median = count % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  return { count, median, p95: sorted[Math.ceil((count * 95) / 100) - 1] };
}

/** Returns {start, seconds}, or null when there is no silence; the first of equally long ones. */
function longestSilenceOf(spoken) {
  let longest = null;
  let until = spoken[0]?.end;
  for (const { start, end } of spoken) {
    if (start - until > (longest?.seconds ?? 0)) {
      longest = { start: until, seconds: start - until };
    }
    until = Math.max(until, end);
  }
  return longest;
}

/** Returns [start, end] of each stretch in which two speakers or more speak, in order. */
function overlapsOf(speech) {
  const edges = [...speech.values()].flat().flatMap(([start, end]) => [[start, 1], [end, -1]]);
  // At one moment ends come first: who ends when another starts does not overlap.
  edges.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const overlaps = [];
  let speaking = 0;
  for (const [time, change] of edges) {
    if (speaking === 1 && change === 1) {
      overlaps.push([time, time]);
    } else if (speaking === 2 && change === -1) {
      overlaps.at(-1)[1] = time;
    }
    speaking += change;
  }
  return overlaps.filter(([start, end]) => end > start);
}
