/** The list of calls, with its filters in the address. */

import { announce, h, icon } from './dom.mjs';
import { faultView } from './fault.mjs';
import { clock, dayAndTime, phone, spoken } from './format.mjs';
import { DIRECTIONS, SENTIMENTS, STATUS_NAMES, nameOf, statusOf } from './words.mjs';

/** Parameters of the API that stand in the address under the same names. */
const FILTERS = [
  'phone_number', 'from_date', 'to_date', 'status', 'direction', 'sentiment', 'agent_id', 'min_duration', 'max_duration',
  'order', 'limit',
];

/** What the API takes where nothing is said. */
const DEFAULTS = { order: 'desc', limit: '50' };

const RECORDINGS = {
  available: 'Recorded',
  pending: 'Recording pending',
  failed: 'Recording failed',
  deleted: 'Recording deleted',
  none: '',
};

const MORE = ['agent_id', 'min_duration', 'max_duration', 'order', 'limit'];

/** Returns midnight of a day where the reader is, plus so many days, as the API takes it. */
function midnight(day, days) {
  const [year, month, date] = day.split('-').map(Number);
  return new Date(year, month - 1, date + days).toISOString();
}

/** Returns what the API is asked: days of the reader's time zone become moments, the last day is included. */
function query(filters) {
  const parameters = { ...filters };
  if (parameters.from_date) {
    parameters.from_date = midnight(parameters.from_date, 0);
  }
  if (parameters.to_date) {
    parameters.to_date = midnight(parameters.to_date, 1);
  }
  if (parameters.phone_number) {
    // As people write them; stored numbers have none of these.
    parameters.phone_number = parameters.phone_number.replace(/[\s()./-]/g, '');
  }
  return parameters;
}

/** The view of a list. */
export class ListView {
  #api;
  #filters;
  #cursor;
  #results = h('div', { class: 'results' });

  /**
   * Creates a view.
   *
   * @param parameters of the address, as URLSearchParams
   */
  constructor(api, parameters) {
    this.#api = api;
    this.#filters = Object.fromEntries(
      FILTERS.map((name) => [name, parameters.get(name)]).filter(([name, value]) => value && value !== DEFAULTS[name]),
    );
    this.#cursor = parameters.get('cursor');
    this.element = h('div', { class: 'list' }, h('h1', { tabIndex: -1 }, 'Calls'), this.#form(), this.#results);
  }

  /** Gets the page of the list; passes on a problem with the key. */
  async load() {
    this.#results.setAttribute('aria-busy', 'true');
    if (!this.#results.firstChild) {
      this.#results.replaceChildren(h('p', { class: 'loading', role: 'status' }, 'Loading the calls'));
    }
    document.title = 'Calls · Call Records';
    try {
      const page = await this.#api.list({ ...query(this.#filters), ...(this.#cursor ? { cursor: this.#cursor } : {}) });
      this.#results.replaceChildren(...this.#page(page));
      announce(page.calls.length === 0 ? 'No calls' : `${page.calls.length} calls`);
    } catch (problem) {
      if (problem.refusesKey) {
        throw problem;
      }
      this.#results.replaceChildren(faultView(problem, () => this.load()));
    } finally {
      this.#results.removeAttribute('aria-busy');
    }
  }

  #form() {
    const value = (name) => this.#filters[name] ?? '';
    const field = (label, control) => h('label', {}, h('span', {}, label), control);
    const input = (name, label, properties = {}) => field(label, h('input', { name, value: value(name), autocomplete: 'off', ...properties }));
    const select = (name, label, any, options) => {
      const known = options.some(([option]) => option === value(name)) || value(name) === '';
      const all = known ? options : [...options, [value(name), value(name)]];
      return field(
        label,
        h('select', { name, onchange: () => form.requestSubmit() }, h('option', { value: '' }, any),
          all.map(([option, text]) => h('option', { value: option, selected: option === value(name) }, text))),
      );
    };
    const more = h(
      'details',
      { open: MORE.some((name) => name in this.#filters) },
      h('summary', {}, 'More filters'),
      h(
        'div',
        { class: 'fields' },
        input('agent_id', 'Agent', { placeholder: 'Id of the agent', spellcheck: false }),
        input('min_duration', 'At least, seconds', { type: 'number', min: '0', step: '1' }),
        input('max_duration', 'At most, seconds', { type: 'number', min: '0', step: '1' }),
        select('order', 'Order', 'Newest first', [['asc', 'Oldest first']]),
        select('limit', 'Calls on a page', '50', [['10', '10'], ['25', '25'], ['100', '100']]),
      ),
    );
    const form = h(
      'form',
      {
        class: 'filters',
        'aria-label': 'Filters',
        onsubmit: (event) => {
          event.preventDefault();
          const entries = [...new FormData(form)].map(([name, text]) => [name, text.trim()]).filter(([, text]) => text);
          const hash = new URLSearchParams(entries).toString();
          if (hash === location.hash.slice(1)) {
            this.load();
          } else {
            location.hash = hash;
          }
        },
      },
      h(
        'div',
        { class: 'fields' },
        input('phone_number', 'Phone number', { type: 'tel', placeholder: '+1 604 555 1234' }),
        input('from_date', 'From', { type: 'date' }),
        input('to_date', 'To', { type: 'date' }),
        select('status', 'State', 'Any', STATUS_NAMES),
        select('direction', 'Direction', 'Any', DIRECTIONS),
        select('sentiment', 'Sentiment', 'Any', SENTIMENTS),
        h('div', { class: 'buttons' }, h('button', { class: 'main' }, 'Find'), Object.keys(this.#filters).length > 0 && h('a', { class: 'button', href: '#' }, 'Clear')),
      ),
      more,
    );
    return form;
  }

  #page({ calls, has_more: hasMore, next_cursor: next }) {
    const parameters = (cursor) => `#${new URLSearchParams({ ...this.#filters, ...(cursor ? { cursor } : {}) })}`;
    const steps = h(
      'nav',
      { class: 'pages', 'aria-label': 'Pages' },
      this.#cursor && h('a', { class: 'button', href: parameters() }, 'First page'),
      hasMore && h('a', { class: 'button', href: parameters(next) }, calls.length > 0 ? 'Next page' : 'Look further'),
    );
    if (calls.length === 0) {
      return [h('p', { class: 'nothing' }, this.#emptiness(hasMore)), steps];
    }
    return [this.#table(calls), steps];
  }

  #emptiness(hasMore) {
    if (hasMore) {
      return 'None of the calls looked at so far is like that, but there are more.';
    }
    if (this.#cursor) {
      return 'There are no more calls.';
    }
    return Object.keys(this.#filters).length > 0 ? 'No call is like that. Change or clear the filters.' : 'There are no calls yet.';
  }

  #table(calls) {
    const heads = ['Time', 'From', 'To', 'State', 'Length', 'Sentiment', 'Summary'];
    // The roles stay when a narrow screen shows the rows as blocks.
    return h(
      'table',
      { role: 'table' },
      h('thead', { role: 'rowgroup' }, h('tr', { role: 'row' }, heads.map((head) => h('th', { role: 'columnheader', scope: 'col' }, head)))),
      h('tbody', { role: 'rowgroup' }, calls.map((call) => this.#row(call))),
    );
  }

  #row(call) {
    const status = statusOf(call.status);
    const at = call.started_at ?? call.created_at;
    const cell = (name, ...content) => h('td', { role: 'cell', class: name }, ...content);
    const recording = RECORDINGS[call.recording_status] ?? call.recording_status;
    return h(
      'tr',
      { role: 'row' },
      cell('time', h('a', { href: `#${new URLSearchParams({ call: call.id })}` }, h('time', { dateTime: at, title: at }, dayAndTime(at)))),
      cell('from', call.from_number && h('bdi', {}, phone(call.from_number))),
      cell('to', call.direction && h('span', { class: 'hears' }, `${nameOf(DIRECTIONS, call.direction)}, to `), call.to_number && h('bdi', {}, phone(call.to_number))),
      cell('state', h('span', { class: `status ${status.tone}` }, status.name)),
      cell('length', Number.isFinite(call.duration) && h('span', { 'aria-label': spoken(call.duration) }, clock(call.duration)),
        call.recording_status === 'available' && h('span', { class: 'recorded', title: recording }, icon('play'), h('span', { class: 'hears' }, recording))),
      cell('mood', call.sentiment && h('span', { class: `sentiment ${call.sentiment}` }, nameOf(SENTIMENTS, call.sentiment))),
      cell('gist', h('span', { dir: 'auto' }, call.call_summary ?? '')),
    );
  }
}
