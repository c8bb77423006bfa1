/** The talk timeline: a lane per speaker, and the position in the call. */

import { h, icon, svg } from './dom.mjs';
import { capitalised, clock, spoken } from './format.mjs';

/** Steps of the labels of time, in seconds. */
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600];

const LABEL_PX = 72;

/** Nothing is to be seen in less than this. */
const MAX_PX_PER_SECOND = 80;
const MAX_PX = 48_000;

/** In units of the drawing, in which a lane has a height of 1. */
const BAR = 0.64;

/** Returns the outline of boxes from a time to a time in a lane. */
const boxes = (list, top, height) => list.map(([start, end]) => `M${start} ${top}V${top + height}H${end}V${top}Z`).join('');

/** Shows when each speaker spoke; its whole is a slider that seeks. */
export class Timeline {
  #player;
  #segments;
  #numbers;
  #zoom = 1;
  /** In seconds; 0 while it is not known, and then there is nothing to show. */
  #duration = 0;
  #marks = [];

  #axis = h('div', { class: 'axis', 'aria-hidden': 'true' });
  #drawing = svg('svg', { class: 'lanes', preserveAspectRatio: 'none', 'aria-hidden': 'true' });
  #playhead = h('div', { class: 'playhead' });
  #track = h(
    'div',
    { class: 'track', role: 'slider', tabIndex: 0, 'aria-label': 'Position in the call', 'aria-valuemin': '0' },
    this.#axis,
    this.#drawing,
    this.#playhead,
  );
  #scroller = h('div', { class: 'scroller' }, this.#track);
  #out = h('button', { type: 'button', class: 'tool', 'aria-label': 'Zoom out', onclick: () => this.zoom(0.5) }, icon('minus'));
  #in = h('button', { type: 'button', class: 'tool', 'aria-label': 'Zoom in', onclick: () => this.zoom(2) }, icon('plus'));

  /**
   * Creates a timeline.
   *
   * @param segments in the order of time
   * @param numbers of numbersOf
   */
  constructor(segments, numbers, player) {
    this.#player = player;
    this.#segments = segments;
    this.#numbers = numbers;
    const names = numbers.speakers.map(({ name }, lane) =>
      h('span', { class: `name lane-${lane % 4}`, dir: 'auto', title: name, 'aria-hidden': 'true' }, capitalised(name) || 'Unnamed'),
    );
    this.element = h(
      'div',
      { class: 'timeline' },
      h('div', { class: 'names' }, h('span', { class: 'zoom' }, this.#out, this.#in), names),
      this.#scroller,
    );
    this.element.hidden = true;
    this.element.style.setProperty('--lanes', Math.max(1, names.length));
    this.#listen();
    this.extend(segments.reduce((end, it) => Math.max(end, it.end_time), 0));
    // In the next frame: a change of layout while it is observed is an error of the page.
    new ResizeObserver(() => requestAnimationFrame(() => this.#layOut())).observe(this.#scroller);
  }

  /** Makes room for a time, if it is later than what is shown. */
  extend(seconds) {
    if (!(seconds > this.#duration)) {
      return;
    }
    this.#duration = seconds;
    this.element.hidden = false;
    this.#track.setAttribute('aria-valuemax', this.#duration.toFixed(1));
    this.#draw();
    this.#layOut();
    this.show(this.#player.time, false);
  }

  /** Marks times, such as those of what was found. */
  mark(times) {
    this.#marks = times;
    this.#draw();
  }

  /** Moves the playhead, and into sight where that is wanted. */
  show(time, follow) {
    if (this.#duration === 0) {
      return;
    }
    const share = Math.min(1, time / this.#duration);
    this.#playhead.style.left = `${share * 100}%`;
    this.#track.setAttribute('aria-valuenow', time.toFixed(1));
    this.#track.setAttribute('aria-valuetext', `${spoken(time)} of ${spoken(this.#duration)}`);
    if (follow && this.#zoom > 1) {
      const { scrollLeft, clientWidth } = this.#scroller;
      const x = share * this.#track.clientWidth;
      if (x < scrollLeft || x > scrollLeft + clientWidth * 0.9) {
        this.#scroller.scrollLeft = x - clientWidth * 0.1;
      }
    }
  }

  /** Enlarges the timeline around the playhead. */
  zoom(factor) {
    this.#zoom = Math.max(1, Math.min(this.#zoom * factor, this.#maxZoom()));
    this.#layOut();
    const x = (this.#player.time / this.#duration) * this.#track.clientWidth;
    this.#scroller.scrollLeft = x - this.#scroller.clientWidth / 2;
  }

  #maxZoom() {
    const width = this.#scroller.clientWidth || 1;
    return Math.max(1, Math.min((this.#duration * MAX_PX_PER_SECOND) / width, MAX_PX / width));
  }

  #listen() {
    const at = (event) => {
      const box = this.#track.getBoundingClientRect();
      return ((event.clientX - box.left) / box.width) * this.#duration;
    };
    this.#track.addEventListener('pointerdown', (event) => {
      // A finger that moves scrolls; what it taps is a click.
      if (event.button === 0 && event.pointerType === 'mouse') {
        this.#track.setPointerCapture(event.pointerId);
        this.#player.seek(at(event));
      }
    });
    this.#track.addEventListener('pointermove', (event) => {
      if (this.#track.hasPointerCapture(event.pointerId)) {
        this.#player.seek(at(event));
      }
    });
    this.#track.addEventListener('click', (event) => {
      if (event.pointerType !== 'mouse') {
        this.#player.seek(at(event));
      }
    });
    this.#track.addEventListener('keydown', (event) => this.#press(event));
  }

  #press(event) {
    const time = this.#player.time;
    const targets = {
      ArrowLeft: time - 5,
      ArrowDown: time - 5,
      ArrowRight: time + 5,
      ArrowUp: time + 5,
      PageDown: time - 30,
      PageUp: time + 30,
      Home: 0,
      End: this.#duration,
    };
    if (event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    if (event.key in targets) {
      this.#player.seek(Math.min(targets[event.key], this.#duration));
    } else if (event.key === '+' || event.key === '-') {
      this.zoom(event.key === '+' ? 2 : 0.5);
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  #draw() {
    const { speakers, overlaps } = this.#numbers;
    this.#drawing.setAttribute('viewBox', `0 0 ${this.#duration} ${Math.max(1, speakers.length)}`);
    const lanes = speakers.map(({ name }, lane) => {
      const list = this.#segments.filter((it) => it.speaker === name).map((it) => [it.start_time, it.end_time]);
      const instants = list.filter(([start, end]) => start === end).map(([start]) => `M${start} ${lane + (1 - BAR) / 2}v${BAR}`);
      return [
        svg('path', { class: 'line', d: `M0 ${lane + 0.5}H${this.#duration}` }),
        svg('path', { class: `bars lane-${lane % 4}`, d: boxes(list, lane + (1 - BAR) / 2, BAR) }),
        svg('path', { class: `instants lane-${lane % 4}`, d: instants.join('') }),
      ];
    });
    this.#drawing.replaceChildren(
      svg('path', { class: 'overlap', d: boxes(overlaps, 0, speakers.length) }),
      ...lanes.flat(),
      // In the space above the first lane.
      svg('path', { class: 'mark', d: this.#marks.map((time) => `M${time} 0V${(1 - BAR) / 2}`).join('') }),
    );
  }

  #layOut() {
    this.#zoom = Math.min(this.#zoom, this.#maxZoom());
    this.#track.style.width = `${this.#zoom * 100}%`;
    this.#out.disabled = this.#zoom <= 1;
    this.#in.disabled = this.#zoom >= this.#maxZoom();
    const width = this.#scroller.clientWidth * this.#zoom;
    if (width === 0) {
      return;
    }
    const step = STEPS.find((it) => (it / this.#duration) * width >= LABEL_PX) ?? STEPS.at(-1);
    const labels = [];
    for (let time = 0; time < this.#duration; time += step) {
      // The last label would be cut.
      if (((this.#duration - time) / this.#duration) * width > 40) {
        const label = h('span', {}, clock(time));
        label.style.left = `${(time / this.#duration) * 100}%`;
        labels.push(label);
      }
    }
    this.#axis.replaceChildren(...labels);
  }
}
