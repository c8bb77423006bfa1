/** Plays a recording by links that end: each is replaced by a new one before it does. */

import { Problem } from './api.mjs';
import { recordingState } from './words.mjs';

/** A link is replaced so long before its end, or after half of its life when that is short. */
const LEAD_MS = 60_000;

/** Two players closer than this are heard as one. */
const ALIKE_SECONDS = 0.02;

/** Two players that do not come together in so long are exchanged as they are. */
const ALIGN_MS = 4000;

/** Pause before another try to renew a link. */
const RETRY_MS = 1000;

const MAX_WAIT_MS = 60_000;

const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

/** Waits for an event of a media element, or its failure. */
function when(audio, event) {
  return new Promise((done, failed) => {
    audio.addEventListener(event, done, { once: true });
    audio.addEventListener('error', () => failed(audio.error), { once: true });
  });
}

/**
 * The player, and the position in a call that has nothing to play. Fires `time` when the position changes, `state`
 * when what can be done does, and `caption`.
 */
export class Player extends EventTarget {
  /** What is heard; null while there is nothing to hear. */
  #audio = null;
  #source;
  #place;
  #position = 0;
  #rate = 1;
  #captions = null;
  #timer = 0;
  #stale = false;
  /** Whether the reader wants to hear it, even if there is nothing to hear just now. */
  #wanted = false;
  #lastFailure = -Infinity;
  #closed = false;

  /** 'loading', 'ready', 'none' for good, 'waiting' for it to be made, or 'fault'. */
  state = 'loading';
  /** What to say of the state; the problem itself where it is a fault. */
  message = '';
  problem = null;

  /**
   * Creates a player.
   *
   * @param source has `recording()`
   * @param place the element that holds what plays
   */
  constructor(source, place) {
    super();
    this.#source = source;
    this.#place = place;
  }

  get time() {
    return this.#audio?.currentTime ?? this.#position;
  }

  /** The length of the recording in seconds; NaN while it is not known. */
  get duration() {
    return this.#audio?.duration ?? NaN;
  }

  get paused() {
    return this.#audio?.paused ?? true;
  }

  get rate() {
    return this.#rate;
  }

  set rate(rate) {
    this.#rate = rate;
    if (this.#audio) {
      this.#audio.playbackRate = rate;
    }
    this.#fire('state');
  }

  /** Shows captions, which are at a URL. */
  set captions(url) {
    this.#captions = url;
    if (this.#audio) {
      this.#addTrack(this.#audio);
    }
  }

  /** Gets the first link, and waits where the recording is still being made. */
  async load(wait = 5000) {
    let audio = null;
    try {
      const link = await this.#source.recording();
      audio = this.#create(link);
      audio.preload = 'metadata';
      await when(audio, 'loadedmetadata');
      if (this.#closed) {
        return this.#discard(audio);
      }
      audio.currentTime = this.#position;
      this.#use(audio, link);
      if (this.#wanted) {
        await this.play();
      }
    } catch (e) {
      audio && this.#discard(audio);
      this.#explain(e, () => this.load(Math.min(wait * 1.5, MAX_WAIT_MS)), wait);
    }
  }

  seek(time) {
    const end = Number.isFinite(this.duration) ? this.duration : Infinity;
    this.#position = Math.min(Math.max(0, time), end);
    if (this.#audio) {
      this.#audio.currentTime = this.#position;
    }
    this.#fire('time');
  }

  async play() {
    this.#wanted = true;
    if (this.#stale) {
      await this.#renew();
    }
    await this.#audio?.play().catch((e) => {
      // It was stopped before it began, or the browser wants a gesture first, or it failed, which the event `error` tells.
      if (!['AbortError', 'NotAllowedError', 'NotSupportedError'].includes(e.name)) {
        throw e;
      }
    });
  }

  pause() {
    this.#wanted = false;
    this.#audio?.pause();
  }

  toggle() {
    return this.paused ? this.play() : this.pause();
  }

  close() {
    this.#closed = true;
    clearTimeout(this.#timer);
    if (this.#audio) {
      this.#discard(this.#audio);
    }
    this.#audio = null;
  }

  #fire(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  /** Says why there is nothing to play, and asks again where that may change. */
  #explain(error, again, wait) {
    if (this.#closed) {
      return;
    }
    const problem = error instanceof Problem ? error : null;
    const known = problem && recordingState(problem);
    this.problem = problem;
    if (known) {
      this.state = problem.retryAfter ? 'waiting' : 'none';
      this.message = known;
    } else {
      this.state = 'fault';
      this.message = problem
        ? 'The recording cannot be had just now.'
        : 'The recording cannot be played. It may be of a kind that this browser does not know: try to download it.';
    }
    if (this.state === 'waiting') {
      this.#timer = setTimeout(again, Math.max(problem.retryAfter * 1000, wait));
    }
    this.#fire('state');
  }

  #create(link) {
    const audio = new Audio(link.url);
    audio.defaultPlaybackRate = audio.playbackRate = this.#rate;
    this.#addTrack(audio);
    this.#place.append(audio);
    return audio;
  }

  #addTrack(audio) {
    if (!this.#captions || audio.querySelector('track')) {
      return;
    }
    const track = document.createElement('track');
    Object.assign(track, { kind: 'captions', label: 'Captions', src: this.#captions });
    audio.append(track);
    // A player of sound has no place for captions; the page shows them.
    track.track.mode = 'hidden';
    track.track.addEventListener('cuechange', () => {
      if (audio === this.#audio) {
        const cues = [...(track.track.activeCues ?? [])];
        this.#fire('caption', cues.map((cue) => cue.getCueAsHTML()));
      }
    });
  }

  /** Makes a player the one that is heard, until its link ends. */
  #use(audio, link) {
    this.#audio = audio;
    // They may have come while it was loaded.
    this.#addTrack(audio);
    this.#stale = false;
    this.state = 'ready';
    this.message = '';
    this.problem = null;
    for (const event of ['play', 'pause', 'ended', 'durationchange', 'waiting', 'playing']) {
      audio.addEventListener(event, () => audio === this.#audio && this.#fire('state'));
    }
    for (const event of ['timeupdate', 'seeked']) {
      audio.addEventListener(event, () => {
        if (audio === this.#audio) {
          this.#position = audio.currentTime;
          this.#fire('time');
        }
      });
    }
    audio.addEventListener('pause', () => {
      if (audio === this.#audio) {
        this.#wanted = false;
      }
    });
    audio.addEventListener('error', () => audio === this.#audio && this.#recover());
    const life = link.seconds * 1000;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#renewIfPlaying(), life - Math.min(LEAD_MS, life / 2));
    this.#fire('state');
  }

  /** A page that only lies open asks for no links. */
  #renewIfPlaying() {
    if (this.paused) {
      this.#stale = true;
    } else {
      this.#renew();
    }
  }

  /**
   * Goes on with a new link. The new player runs along unheard until both are at the same place, then they are
   * exchanged. Where no link can be had, the old one plays on for as long as it can.
   */
  async #renew() {
    const old = this.#audio;
    let next = null;
    try {
      const link = await this.#source.recording();
      next = this.#create(link);
      next.muted = true;
      await when(next, 'loadedmetadata');
      await this.#align(old, next);
      if (this.#closed || old !== this.#audio) {
        return this.#discard(next);
      }
      const goesOn = !old.paused;
      old.muted = true;
      next.muted = false;
      next.playbackRate = this.#rate;
      if (!goesOn) {
        next.pause();
        next.currentTime = old.currentTime;
      }
      this.#use(next, link);
      this.#discard(old);
    } catch {
      next && this.#discard(next);
      if (!this.#closed && old === this.#audio) {
        this.#stale = true;
        this.#timer = setTimeout(() => this.#renewIfPlaying(), RETRY_MS);
      }
    }
  }

  /** Brings a second player to where the first one is, by letting it run a little faster or slower. */
  async #align(old, next) {
    const seek = async () => {
      next.currentTime = old.currentTime;
      await when(next, 'seeked');
    };
    await seek();
    const end = performance.now() + ALIGN_MS;
    while (!old.paused && performance.now() < end) {
      if (next.paused) {
        await next.play();
      }
      const behind = old.currentTime - next.currentTime;
      if (Math.abs(behind) < ALIKE_SECONDS) {
        return;
      }
      if (Math.abs(behind) > 1) {
        await seek();
      } else {
        // Makes up for the distance in half a second.
        next.playbackRate = this.#rate * (1 + Math.max(-0.5, Math.min(behind * 2, 1)));
      }
      await sleep(50);
    }
  }

  /** Gets a new link where the last one has failed, as it does when it ended while the machine slept. */
  async #recover() {
    const old = this.#audio;
    const failedJustNow = performance.now() - this.#lastFailure < 5000;
    this.#lastFailure = performance.now();
    this.#audio = null;
    this.#discard(old);
    if (failedJustNow) {
      this.#explain(new Error('It failed twice'));
      return;
    }
    this.state = 'loading';
    this.#fire('state');
    await this.load();
  }

  #discard(audio) {
    audio.pause();
    audio.remove();
    // Ends its download.
    audio.removeAttribute('src');
    audio.load();
  }
}
