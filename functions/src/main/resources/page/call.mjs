/** One call: what it was, what is heard, what was said. */

import { detailsOf, downloadsOf, numbersView } from './about.mjs';
import { announce, h, icon } from './dom.mjs';
import { faultView } from './fault.mjs';
import { clock, dayAndTime, phone, spoken } from './format.mjs';
import { numbersOf } from './numbers.mjs';
import { Player } from './player.mjs';
import { Timeline } from './timeline.mjs';
import { Transcript } from './transcript.mjs';
import { DIRECTIONS, SENTIMENTS, isOpen, nameOf, statusOf } from './words.mjs';

const RATES = [0.75, 1, 1.25, 1.5, 2, 3];
const SKIP_SECONDS = 10;
const REFRESH_MS = 10_000;
/** The view of a call. `source` is all that it knows of where a call comes from. */
export class CallView {
  #source;
  #link;
  #home;
  #start;
  #player;
  #captions = null;
  #frame = 0;
  #refresh = 0;
  #closed = false;
  #parts = {};

  element = h('article', { class: 'call' }, h('p', { class: 'loading', role: 'status' }, 'Loading the call'));

  /**
   * Creates a view.
   *
   * @param source has get, transcript, recording and download
   * @param link returns the address of a moment of this call, in seconds
   * @param home the address of the list, or null when there is none
   * @param start the moment to begin at, or null
   */
  constructor(source, link, home, start) {
    this.#source = source;
    this.#link = link;
    this.#home = home;
    this.#start = start;
  }

  /** Gets the call and shows it; passes on a problem with the key. */
  async load() {
    let call;
    try {
      call = await this.#source.get();
    } catch (problem) {
      if (problem.refusesKey || this.#closed) {
        throw problem;
      }
      this.element.replaceChildren(faultView(problem, () => this.load(), 'h1'));
      return;
    }
    if (!this.#closed) {
      this.#build(call);
    }
  }

  /** Moves to a time, in seconds. */
  seek(time) {
    this.#start = time;
    this.#player?.seek(time);
    this.#parts.transcript?.revealCurrent();
  }

  /** Does what a key stands for; returns whether it stands for anything. */
  press(key) {
    const player = this.#player;
    const actions = {
      ' ': () => player.toggle(),
      k: () => player.toggle(),
      j: () => player.seek(player.time - SKIP_SECONDS),
      l: () => player.seek(player.time + SKIP_SECONDS),
      '<': () => this.#changeRate(-1),
      '>': () => this.#changeRate(1),
      f: () => this.#follow(!this.#parts.transcript?.follows),
      c: () => this.#copyLink(),
      '/': () => this.element.querySelector('.search input')?.focus(),
    };
    if (!player || !actions[key]) {
      return false;
    }
    actions[key]();
    return true;
  }

  close() {
    this.#closed = true;
    clearTimeout(this.#refresh);
    cancelAnimationFrame(this.#frame);
    this.#player?.close();
    URL.revokeObjectURL(this.#captions);
  }

  #build(call) {
    const title = `${phone(call.from_number)} to ${phone(call.to_number)}`;
    document.title = `${title} · Call Records`;
    const segments = call.transcript_segments.toSorted((a, b) => a.start_time - b.start_time);
    const numbers = numbersOf(segments);
    const sounds = h('div', { hidden: true });
    const player = (this.#player = new Player(this.#source, sounds));
    const timeline = new Timeline(segments, numbers, player);
    const lanes = new Map(numbers.speakers.map(({ name }, lane) => [name, lane]));
    const transcript = segments.length > 0 && new Transcript(segments, lanes, player, (times) => timeline.mark(times));
    const downloads = downloadsOf(this.#source, segments.length > 0);
    this.#parts = { timeline, transcript, audio: downloads.audio, caption: h('p', { class: 'caption', dir: 'auto', hidden: true }) };
    if (segments.length === 0 && call.duration) {
      timeline.extend(call.duration);
    }
    this.element.replaceChildren(
      heading(call, this.#home),
      h(
        'div',
        { class: 'body' },
        h('section', { class: 'dock', 'aria-label': 'Player' }, timeline.element, this.#parts.caption, this.#controls()),
        h(
          'div',
          { class: 'about' },
          segments.length > 0 && numbersView(numbers, (time) => this.seek(time)),
          downloads.element,
          detailsOf(call),
        ),
        h(
          'section',
          { class: 'said', 'aria-labelledby': 'said' },
          h('h2', { id: 'said' }, 'Transcript'),
          transcript ? transcript.element : this.#withoutSegments(call),
        ),
      ),
      sounds,
    );
    this.#connect();
    if (this.#start !== null) {
      player.seek(this.#start);
      transcript && requestAnimationFrame(() => transcript.revealCurrent());
    } else {
      this.#tick();
    }
    player.load();
    if (segments.length > 0) {
      this.#loadCaptions();
    }
    if (isOpen(call.status)) {
      this.#refresh = setTimeout(() => this.#update(call), REFRESH_MS);
    }
    performance.mark('call-shown');
  }

  #withoutSegments(call) {
    if (call.transcript) {
      return h('p', { class: 'plain', dir: 'auto' }, call.transcript);
    }
    const open = isOpen(call.status);
    return h('p', { class: 'nothing' }, open ? 'No transcript yet. This page looks again by itself.' : 'There is no transcript of this call.');
  }

  /** Asks whether an open call has changed. What fails is asked again, as the page already shows something. */
  async #update(shown) {
    const call = document.hidden ? shown : await this.#source.get().catch(() => shown);
    if (this.#closed) {
      return;
    }
    if (JSON.stringify(call) === JSON.stringify(shown)) {
      this.#refresh = setTimeout(() => this.#update(shown), REFRESH_MS);
      return;
    }
    this.#start = this.#player.time || null;
    this.#player.close();
    URL.revokeObjectURL(this.#captions);
    this.#captions = null;
    this.#build(call);
    announce(`The call has changed: ${statusOf(call.status).name}`);
  }

  #connect() {
    const player = this.#player;
    const dock = this.element.querySelector('.dock');
    // What gets the focus is not to lie under the player.
    new ResizeObserver(() => this.element.style.setProperty('--dock-height', `${dock.offsetHeight}px`)).observe(dock);
    const run = () => {
      this.#tick();
      this.#frame = player.paused || this.#closed ? 0 : requestAnimationFrame(run);
    };
    player.addEventListener('state', () => {
      this.#showState();
      if (!player.paused && !this.#frame) {
        run();
      }
    });
    // While it plays, each frame shows the time.
    player.addEventListener('time', () => this.#frame || this.#tick());
    player.addEventListener('caption', ({ detail }) => this.#parts.caption.replaceChildren(...detail));
    // Who scrolls wants to look elsewhere.
    for (const event of ['wheel', 'touchmove']) {
      this.element.querySelector('.said').addEventListener(event, () => player.paused || this.#follow(false), { passive: true });
    }
  }

  #tick() {
    const { timeline, transcript, time } = this.#parts;
    const now = this.#player.time;
    const plays = !this.#player.paused;
    timeline.show(now, plays);
    transcript && transcript.show(now, plays);
    const text = clock(now);
    if (time.textContent !== text) {
      time.textContent = text;
    }
  }

  #controls() {
    const player = this.#player;
    const tool = (label, key, action, ...content) =>
      h('button', { type: 'button', class: 'tool', 'aria-label': label, title: key ? `${label} (${key})` : label, disabled: true, onclick: action }, content);
    const parts = this.#parts;
    parts.play = tool('Play', 'k', () => player.toggle(), icon('play'));
    parts.play.classList.add('play');
    parts.back = tool(`Back ${SKIP_SECONDS} seconds`, 'j', () => player.seek(player.time - SKIP_SECONDS), icon('back'));
    parts.on = tool(`On ${SKIP_SECONDS} seconds`, 'l', () => player.seek(player.time + SKIP_SECONDS), icon('on'));
    parts.rate = h(
      'select',
      { 'aria-label': 'Speed', title: 'Speed (< and >)', disabled: true, onchange: () => (player.rate = Number(parts.rate.value)) },
      RATES.map((rate) => h('option', { value: rate, selected: rate === 1 }, `${rate}×`)),
    );
    parts.captions = h(
      'button',
      { type: 'button', class: 'tool word', 'aria-pressed': 'false', disabled: true, onclick: () => this.#toggleCaptions() },
      'Captions',
    );
    parts.follow = h(
      'button',
      { type: 'button', class: 'tool word', 'aria-pressed': 'true', title: 'Follow (f)', disabled: true, onclick: () => this.#follow(!parts.transcript.follows) },
      'Follow',
    );
    parts.copy = h('button', { type: 'button', class: 'tool word', title: 'Copy link to this moment (c)', onclick: () => this.#copyLink() }, 'Copy link');
    parts.time = h('span', { class: 'now' }, '0:00');
    parts.length = h('span', { class: 'length' });
    parts.message = h('div', { class: 'message', role: 'status' }, 'Looking for the recording');
    parts.controls = h(
      'div',
      { class: 'controls' },
      h('div', { class: 'group transport' }, parts.back, parts.play, parts.on, h('span', { class: 'clock' }, parts.time, parts.length), parts.rate),
      parts.transcript && h('div', { class: 'group' }, parts.captions, parts.follow, parts.copy),
      parts.transcript && parts.transcript.search,
      parts.message,
    );
    return parts.controls;
  }

  #showState() {
    const player = this.#player;
    const parts = this.#parts;
    const ready = player.state === 'ready';
    parts.controls.classList.toggle('silent', player.state === 'none');
    [parts.play, parts.back, parts.on, parts.rate].forEach((control) => (control.disabled = !ready));
    parts.follow.disabled = !ready;
    const label = player.paused ? 'Play' : 'Pause';
    if (parts.play.getAttribute('aria-label') !== label) {
      parts.play.setAttribute('aria-label', label);
      parts.play.title = `${label} (k)`;
      parts.play.replaceChildren(icon(player.paused ? 'play' : 'pause'));
    }
    parts.rate.value = String(player.rate);
    if (Number.isFinite(player.duration)) {
      parts.length.textContent = ` / ${clock(player.duration)}`;
      parts.timeline.extend(player.duration);
    }
    const message = player.state === 'loading' ? 'Looking for the recording' : player.message;
    if (parts.message.dataset.shown !== message) {
      parts.message.dataset.shown = message;
      const retry = player.state === 'fault' && h('button', { type: 'button', class: 'link', onclick: () => player.load() }, 'Try again');
      parts.message.replaceChildren(message, ...(retry ? [' ', retry] : []));
    }
    parts.audio.disabled = ['none', 'waiting'].includes(player.state);
  }

  #changeRate(step) {
    const player = this.#player;
    player.rate = RATES[Math.max(0, Math.min(RATES.indexOf(player.rate) + step, RATES.length - 1))];
    announce(`Speed ${player.rate}`);
  }

  #follow(follows) {
    const { transcript, follow } = this.#parts;
    if (transcript && transcript.follows !== follows) {
      transcript.follows = follows;
      follow.setAttribute('aria-pressed', String(follows));
      if (follows) {
        transcript.revealCurrent();
      }
    }
  }

  async #loadCaptions() {
    const [file] = await this.#source.transcript('vtt').catch(() => []);
    if (file && !this.#closed) {
      this.#captions = URL.createObjectURL(file);
      this.#player.captions = this.#captions;
      this.#parts.captions.disabled = false;
    }
  }

  #toggleCaptions() {
    const { caption, captions } = this.#parts;
    caption.hidden = !caption.hidden;
    captions.setAttribute('aria-pressed', String(!caption.hidden));
  }

  async #copyLink() {
    const time = Math.round(this.#player.time * 10) / 10;
    const { message } = this.#parts;
    try {
      await navigator.clipboard.writeText(this.#link(time));
      message.replaceChildren(`Link to ${clock(time)} copied.`);
    } catch {
      // Where the browser does not let a page write there, the address can be copied by hand.
      history.replaceState(null, '', this.#link(time));
      message.replaceChildren(`The address above is now that of ${clock(time)}: copy it.`);
    }
    message.dataset.shown = 'copied';
  }
}

function heading(call, home) {
  const status = statusOf(call.status);
  const at = call.started_at ?? call.created_at;
  const facts = [
    h('span', { class: `status ${status.tone}` }, status.name),
    call.direction && nameOf(DIRECTIONS, call.direction),
    at && h('time', { dateTime: at, title: at }, dayAndTime(at)),
    Number.isFinite(call.duration) && h('span', { 'aria-label': spoken(call.duration) }, clock(call.duration)),
    call.sentiment && h('span', { class: `sentiment ${call.sentiment}` }, nameOf(SENTIMENTS, call.sentiment)),
  ];
  return h(
    'header',
    {},
    home !== null && h('a', { class: 'home', href: home }, icon('left'), 'All calls'),
    h('h1', { tabIndex: -1 }, h('bdi', {}, phone(call.from_number)), h('span', { class: 'arrow', 'aria-hidden': 'true' }, '→'), h('span', { class: 'hears' }, ' to '), h('bdi', {}, phone(call.to_number))),
    h('ul', { class: 'facts' }, facts.filter(Boolean).map((fact) => h('li', {}, fact))),
    status.sentence && h('p', { class: 'sentence' }, status.sentence),
    call.call_summary && h('p', { class: 'summary', dir: 'auto' }, call.call_summary),
  );
}
