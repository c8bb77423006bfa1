/** What stands beside a call: its numbers, files to save, and details. */

import { announce, h } from './dom.mjs';
import { capitalised, clock, dayAndTime, percent, seconds, size } from './format.mjs';
import { DEFINITIONS } from './numbers.mjs';

const FORMS = [
  ['txt', 'Text'],
  ['vtt', 'Captions (WebVTT)'],
  ['srt', 'Subtitles (SubRip)'],
  ['csv', 'Table (CSV)'],
];

/**
 * Shows the numbers of a conversation.
 *
 * @param numbers of numbersOf
 * @param seek called with a moment that a number is about
 */
export function numbersView(numbers, seek) {
  const { speakers, responses, silence, interruptions } = numbers;
  const nameOf = (name) => h('bdi', {}, capitalised(name) || 'Unnamed');
  const shares = speakers.map(({ name, share }, lane) =>
    h('span', { class: `part lane-${lane % 4}` }, nameOf(name), ' ', h('b', {}, percent(share))),
  );
  const bar = speakers.map(({ share }, lane) => {
    const part = h('span', { class: `lane-${lane % 4}` });
    part.style.flexGrow = share;
    return part;
  });
  const interrupting = speakers
    .map(({ name }) => [name, interruptions.filter((it) => it.speaker === name).length])
    .filter(([, count]) => count > 0)
    .map(([name, count]) => h('span', { class: 'small' }, nameOf(name), ` ${count}`));
  const moment =
    silence &&
    h(
      'button',
      { type: 'button', class: 'link', 'aria-label': `Go to the silence at ${clock(silence.start)}`, onclick: () => seek(silence.start) },
      `at ${clock(silence.start)}`,
    );
  return h(
    'section',
    { 'aria-labelledby': 'numbers' },
    h('h2', { id: 'numbers' }, 'Conversation'),
    h('div', { class: 'shares', 'aria-hidden': 'true' }, bar),
    h(
      'dl',
      { class: 'numbers' },
      number('Talk share', DEFINITIONS.share, shares),
      number('Response time, median', DEFINITIONS.median, h('b', {}, seconds(responses.median))),
      number('Response time, 95th percentile', DEFINITIONS.p95, h('b', {}, seconds(responses.p95))),
      number('Longest silence', DEFINITIONS.silence, h('b', {}, seconds(silence?.seconds ?? null)), moment),
      number('Interruptions', DEFINITIONS.interruptions, h('b', {}, String(interruptions.length)), interrupting),
    ),
  );
}

/** A number with its definition, which shows on hover and focus; Escape hides it. */
function number(name, definition, ...value) {
  const tip = h('span', { class: 'tip', role: 'tooltip', id: `tip-${name.replace(/\W+/g, '-')}` }, definition);
  const term = h('button', { type: 'button', class: 'term', 'aria-describedby': tip.id }, name);
  const cell = h('div', {}, h('dt', {}, term, tip), h('dd', {}, ...value));
  cell.addEventListener('keydown', (event) => event.key === 'Escape' && cell.classList.add('quiet'));
  cell.addEventListener('mouseleave', () => cell.classList.remove('quiet'));
  cell.addEventListener('focusout', () => cell.classList.remove('quiet'));
  return cell;
}

/**
 * Returns {element, audio}: what can be saved, and the button of the recording.
 *
 * @param source of the call
 */
export function downloadsOf(source, hasSegments) {
  const audio = save('Recording', async () => {
    const { url, bytes } = await source.download();
    saveAs(url, '');
    return ` (${size(bytes)})`;
  });
  const files = FORMS.map(([form, name]) =>
    save(name, async () => {
      const pages = await source.transcript(form);
      pages.forEach((page, index) => {
        const url = URL.createObjectURL(page);
        saveAs(url, `${source.id}${pages.length > 1 ? `-${index + 1}` : ''}.${form}`);
        setTimeout(() => URL.revokeObjectURL(url), 60_000);
      });
      return '';
    }),
  );
  const all = hasSegments ? [audio, ...files] : [audio];
  const list = h('ul', { class: 'downloads' }, all.map((button) => h('li', {}, button)));
  return { element: foldable('Download', list), audio };
}

/** A button that saves, and says so. */
function save(label, action) {
  const saving = async () => {
    button.parentElement.querySelector('.small')?.remove();
    try {
      announce(`Saved${await action()}`);
    } catch {
      button.after(h('span', { class: 'small', role: 'alert' }, ' could not be saved: try again'));
    }
  };
  const button = h('button', { type: 'button', class: 'link', onclick: saving }, label);
  return button;
}

/** Lets the browser save what is at a URL; an empty name leaves it to the server. */
function saveAs(url, name) {
  h('a', { href: url, download: name, rel: 'noreferrer' }).click();
}

/** Shows the rest of what a call holds. */
export function detailsOf(call) {
  const rows = [
    ['Call', call.id],
    ['Agent', call.agent_id],
    ['Created', dayAndTime(call.created_at)],
    ['Started', dayAndTime(call.started_at)],
    ['Ended', dayAndTime(call.ended_at)],
  ].filter(([, value]) => value);
  const metadata = Object.entries(call.metadata ?? {}).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]);
  const list = (entries) => h('dl', { class: 'details' }, entries.map(([name, value]) => h('div', {}, h('dt', {}, h('bdi', {}, name)), h('dd', { dir: 'auto' }, value))));
  return foldable('Details', list(rows), ...(metadata.length > 0 ? [h('h3', {}, 'Metadata'), list(metadata)] : []));
}

/** A part that is folded where it would push the transcript out of sight. */
function foldable(title, ...content) {
  return h('details', { open: matchMedia('(min-width: 960px)').matches }, h('summary', {}, h('h2', {}, title)), ...content);
}
