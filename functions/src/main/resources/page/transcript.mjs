/** The transcript: follows what is heard, seeks, and is searched. */

import { announce, h, icon } from './dom.mjs';
import { capitalised, clock, spoken } from './format.mjs';

const canHighlight = typeof Highlight === 'function' && 'highlights' in CSS;

/** So much at the bottom of the window is not a good place for what is heard. */
const BOTTOM_PX = 96;

const TURN = h(
  'li',
  {},
  h('button', { type: 'button', class: 'at', tabIndex: -1 }),
  h('span', { class: 'who', dir: 'auto' }),
  h('p', { dir: 'auto' }),
);

/** Returns the index of the last number that is not above a value; -1 when all are. */
function lastUpTo(sorted, value) {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] <= value) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low - 1;
}

/** A list of turns. Arrow keys move between them, so that all of them are one stop of the Tab key. */
export class Transcript {
  #segments;
  #starts;
  #player;
  #turns;
  #current = -1;
  #hits = [];
  #hit = -1;
  #onhits;
  follows = true;

  /**
   * Creates a transcript.
   *
   * @param segments in the order of time
   * @param lanes of the speakers, by name
   * @param onhits called with the times of what was found
   */
  constructor(segments, lanes, player, onhits) {
    this.#segments = segments;
    this.#starts = segments.map((it) => it.start_time);
    this.#player = player;
    this.#onhits = onhits;
    this.#turns = segments.map((segment, index) => this.#turn(segment, index, lanes));
    this.element = h('ol', { class: 'turns', onclick: (event) => this.#click(event), onkeydown: (event) => this.#press(event) }, this.#turns);
    this.#reach(0);
    this.search = this.#searchBox();
  }

  #turn({ speaker, text, start_time: start }, index, lanes) {
    const goesOn = index > 0 && this.#segments[index - 1].speaker === speaker;
    const name = capitalised(speaker ?? '') || 'Unnamed';
    // There may be thousands: a copy is made sooner than its parts one by one.
    const turn = TURN.cloneNode(true);
    const [at, who, said] = turn.children;
    turn.className = `turn lane-${(lanes.get(speaker) ?? 0) % 4}${goesOn ? ' goes-on' : ''}`;
    at.textContent = clock(start);
    at.setAttribute('aria-label', `Play from ${clock(start)}`);
    who.textContent = name;
    said.textContent = text;
    return turn;
  }

  /** Shows what is said at a time, and brings it into sight. */
  show(time, scrolls) {
    const index = lastUpTo(this.#starts, time + 0.01);
    if (index === this.#current) {
      return;
    }
    this.#turns[this.#current]?.removeAttribute('aria-current');
    this.#current = index;
    const turn = this.#turns[index];
    if (turn) {
      turn.setAttribute('aria-current', 'true');
      if (scrolls && this.follows) {
        this.#reveal(turn);
      }
    }
  }

  /** Brings what is said now into sight. */
  revealCurrent() {
    const turn = this.#turns[this.#current];
    if (turn) {
      this.#reveal(turn);
    }
  }

  /** Scrolls only to what is out of sight, or nearly so. */
  #reveal(turn) {
    const { top, bottom } = turn.getBoundingClientRect();
    const dock = document.querySelector('.dock').getBoundingClientRect();
    if (top < Math.max(0, dock.bottom) || bottom > innerHeight - BOTTOM_PX) {
      const near = Math.abs(top - innerHeight / 2) < innerHeight;
      const glides = near && !matchMedia('(prefers-reduced-motion: reduce)').matches;
      turn.scrollIntoView({ block: 'center', behavior: glides ? 'smooth' : 'instant' });
    }
  }

  #click(event) {
    const turn = event.target.closest('.turn');
    // Who selects text does not want to hear it.
    if (turn && (event.target.closest('.at') || getSelection().isCollapsed)) {
      const index = this.#turns.indexOf(turn);
      this.#reach(index);
      this.#player.seek(this.#starts[index]);
      this.#player.play();
    }
  }

  #press(event) {
    const at = this.#turns.indexOf(event.target.closest('.turn'));
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: this.#turns.length - 1 }[event.key];
    if (this.#turns[to] && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      event.stopPropagation();
      this.#reach(to);
      this.#turns[to].querySelector('.at').focus();
    }
  }

  #reach(index) {
    this.element.querySelector('.at[tabindex="0"]')?.setAttribute('tabindex', '-1');
    this.#turns[index]?.querySelector('.at').setAttribute('tabindex', '0');
  }

  #searchBox() {
    const count = h('output', { class: 'count' });
    const steps = [-1, 1].map((step) =>
      h(
        'button',
        {
          type: 'button',
          class: 'tool',
          disabled: true,
          'aria-label': step < 0 ? 'Previous hit' : 'Next hit',
          onclick: () => this.#step(step, count),
        },
        icon(step < 0 ? 'up' : 'down'),
      ),
    );
    const input = h('input', {
      type: 'search',
      placeholder: 'Search',
      'aria-label': 'Search in the transcript',
      autocomplete: 'off',
      spellcheck: false,
      oninput: () => {
        this.#find(input.value);
        steps.forEach((button) => (button.disabled = this.#hits.length === 0));
        this.#say(count, input.value);
      },
      onkeydown: (event) => {
        if (event.key === 'Enter') {
          event.preventDefault();
          this.#step(event.shiftKey ? -1 : 1, count);
        }
      },
    });
    return h('div', { class: 'search', role: 'search' }, input, count, steps);
  }

  #find(text) {
    this.#hits = [];
    this.#hit = -1;
    if (text.trim()) {
      const escaped = text.trim().replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&').replace(/\s+/g, '\\s+');
      const pattern = new RegExp(escaped, 'giu');
      this.#segments.forEach((segment, index) => {
        for (const match of segment.text.matchAll(pattern)) {
          this.#hits.push({ index, start: match.index, end: match.index + match[0].length });
        }
      });
    }
    this.#turns.forEach((turn) => turn.classList.remove('hit'));
    this.#paint('hits', this.#hits);
    this.#paint('hit', []);
    this.#onhits(this.#hits.map(({ index }) => this.#starts[index]));
  }

  /** Highlights hits without touching the text, so that neither selection nor layout change. */
  #paint(name, hits) {
    if (canHighlight) {
      const ranges = hits.map(({ index, start, end }) => {
        const text = this.#turns[index].querySelector('p').firstChild;
        const range = new Range();
        range.setStart(text, start);
        range.setEnd(text, end);
        return range;
      });
      CSS.highlights.set(name, new Highlight(...ranges));
    }
  }

  #step(step, count) {
    if (this.#hits.length === 0) {
      return;
    }
    this.#turns[this.#hits[this.#hit]?.index]?.classList.remove('hit');
    const first = step > 0 ? 0 : this.#hits.length - 1;
    this.#hit = this.#hit < 0 ? first : (this.#hit + step + this.#hits.length) % this.#hits.length;
    const hit = this.#hits[this.#hit];
    const turn = this.#turns[hit.index];
    turn.classList.add('hit');
    this.#paint('hit', [hit]);
    this.#reach(hit.index);
    this.#reveal(turn);
    this.#say(count);
    announce(`Hit ${this.#hit + 1} of ${this.#hits.length}, at ${spoken(this.#starts[hit.index])}: ${this.#segments[hit.index].text}`);
  }

  #say(count, text = 'any') {
    const total = this.#hits.length;
    count.value = !text.trim() ? '' : this.#hit < 0 ? `${total} hit${total === 1 ? '' : 's'}` : `${this.#hit + 1} of ${total}`;
  }
}
