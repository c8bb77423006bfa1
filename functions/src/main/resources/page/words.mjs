/** What states and faults mean, in the words that the page shows. */

/** By `status` of a call: its name, its tone, and a sentence where the name does not say it all. */
const STATUSES = {
  queued: ['Queued', 'open', 'The call has not been placed yet.'],
  initiated: ['Initiated', 'open', 'The call is being placed.'],
  ringing: ['Ringing', 'open', 'The phone is ringing.'],
  'in-progress': ['In progress', 'live', 'The call is running. What is said appears here once it has been transcribed.'],
  completed: ['Completed', 'done', ''],
  busy: ['Busy', 'missed', 'The line was busy, so nothing was said.'],
  'no-answer': ['No answer', 'missed', 'The call was not answered.'],
  failed: ['Failed', 'bad', 'The call could not be connected.'],
  canceled: ['Canceled', 'missed', 'The call was canceled before it was answered.'],
};

export const STATUS_NAMES = Object.entries(STATUSES).map(([value, [name]]) => [value, name]);

/** Returns {name, tone, sentence}; a status of a later version is shown as it is. */
export function statusOf(value) {
  const [name, tone, sentence] = STATUSES[value] ?? [value ?? 'Unknown', 'open', ''];
  return { name, tone, sentence };
}

/** Whether a call may still change by itself. */
export const isOpen = (status) => ['open', 'live'].includes(STATUSES[status]?.[1]);

export const SENTIMENTS = [
  ['positive', 'Positive'],
  ['neutral', 'Neutral'],
  ['negative', 'Negative'],
  ['mixed', 'Mixed'],
];

export const DIRECTIONS = [
  ['inbound', 'Inbound'],
  ['outbound', 'Outbound'],
];

/** Returns the name of a value, which may be one of a later version. */
export const nameOf = (names, value) => names.find(([known]) => known === value)?.[1] ?? value;

/** By the code of the problem with which a recording is refused. */
const RECORDINGS = {
  recording_not_ready: 'The recording is still being made. This page looks again by itself.',
  recording_not_found: 'This call was not recorded.',
  recording_failed: 'The recording failed, so there is nothing to play.',
  recording_deleted: 'The recording has been deleted.',
  recording_archived: 'The recording is in an archive. Ask the operator to restore it.',
  insufficient_scope: 'This key may read the call, but not listen to it: it lacks the scope recordings:read.',
};

/** Returns why there is nothing to play, or null when the fault may pass. */
export function recordingState(problem) {
  if (problem.code === 'recording_archived' && problem.retryAfter) {
    return 'The recording is being brought back from an archive, which takes minutes to hours. This page looks again by itself.';
  }
  return RECORDINGS[problem.code] ?? null;
}

/** By the code of a problem: what happened, and what to do. */
const PROBLEMS = {
  call_not_found: ['No such call', 'It does not exist, was deleted, or belongs to another tenant. Check the address.'],
  invalid_call_id: ['No such call', 'The address does not name a call. Check it.'],
  insufficient_scope: ['Not allowed', 'This key may not do that: use a key with the scope calls:read, or calls:list for the list.'],
  invalid_cursor: ['This page of the list is no more', 'The filters have changed since. Begin at the first page.'],
  record_corrupt: ['This call cannot be shown', 'What is stored of it is damaged. Give the operator the number below.'],
  record_too_large: ['This call cannot be shown', 'It is too large for one answer.'],
};

/** Returns {title, text, retry}: what went wrong, what to do, and whether another try may help. */
export function faultOf(problem) {
  if (problem.status === 0) {
    return {
      title: navigator.onLine ? 'No answer' : 'You are offline',
      text: navigator.onLine
        ? 'The server could not be reached. Check the connection, then try again.'
        : 'The page tries again when the connection is back.',
      retry: true,
    };
  }
  const known = PROBLEMS[problem.code];
  if (known) {
    return { title: known[0], text: known[1], retry: problem.status >= 500 };
  }
  if (problem.status === 429 || problem.status >= 500) {
    return { title: 'The service has trouble', text: 'This may pass: try again in a moment.', retry: true };
  }
  return { title: 'That did not work', text: problem.detail || 'Check the address, then try again.', retry: true };
}
