/** Where the page gets its data: the API, with a key. */

/** An answer that is not the one asked for; `status` is 0 when there was none. */
export class Problem extends Error {
  constructor(status, body = {}, retryAfter = 0) {
    super(body.code ?? body.message ?? `status ${status}`);
    this.status = status;
    this.code = body.code ?? null;
    this.detail = body.errors?.map((it) => `${it.parameter} ${it.detail}`).join('; ') || body.detail || '';
    this.requestId = body.request_id ?? null;
    this.retryAfter = retryAfter;
  }

  /** Whether the gateway turned the key away. */
  get refusesKey() {
    return this.status === 401 || (this.status === 403 && this.code === null);
  }
}

/** All of a call but its link and its transcript as one text, which the segments have already. */
const FIELDS = [
  'id', 'agent_id', 'from_number', 'to_number', 'direction', 'status', 'duration', 'transcript_segments', 'sentiment',
  'call_summary', 'metadata', 'started_at', 'ended_at', 'created_at',
].join(',');

/** The link of `rel` in a header, or null. */
function linked(answer, rel) {
  return answer.headers.get('Link')?.match(new RegExp(`<([^>]+)>; rel="${rel}"`))?.[1] ?? null;
}

/** The API as the holder of a key sees it. */
export class KeyApi {
  #key;

  constructor(key) {
    this.#key = key;
  }

  async get(path, signal) {
    let answer;
    try {
      answer = await fetch(path, { headers: { Authorization: `Bearer ${this.#key}` }, cache: 'no-store', signal });
    } catch (e) {
      if (e.name === 'AbortError') {
        throw e;
      }
      throw new Problem(0);
    }
    if (!answer.ok) {
      const body = await answer.json().catch(() => ({}));
      throw new Problem(answer.status, body, Number(answer.headers.get('Retry-After') ?? 0));
    }
    return answer;
  }

  /** Returns a page of the list: {calls, has_more, next_cursor}. */
  async list(parameters, signal) {
    return (await this.get(`/v1/calls?${new URLSearchParams(parameters)}`, signal)).json();
  }

  /** Returns the source of one call. */
  call(id) {
    return new KeyedCall(this, `/v1/calls/${encodeURIComponent(id)}`, id);
  }
}

/**
 * The source of one call: `get`, `transcript`, `recording` and `download` are all that the page asks of it, so that
 * a page without a key differs in this alone.
 */
class KeyedCall {
  #api;
  #path;

  constructor(api, path, id) {
    this.#api = api;
    this.#path = path;
    this.id = id;
  }

  /** Returns the call; where it has no segments, `transcript` has what is stored as plain text. */
  async get() {
    const answer = await this.#api.get(`${this.#path}?fields=${FIELDS}`);
    const call = await answer.json();
    if (linked(answer, 'transcript')) {
      const pages = await this.#pages('json');
      const documents = await Promise.all(pages.map((page) => page.json()));
      call.transcript_segments = documents.flatMap((document) => document.transcript_segments);
    } else if (call.transcript_segments.length === 0) {
      const [text] = await this.#pages('txt');
      call.transcript = (await text.text()).trim() || null;
    }
    return call;
  }

  /** Returns the transcript in a form, as one file per page; most have one. */
  async transcript(format) {
    return Promise.all((await this.#pages(format)).map((answer) => answer.blob()));
  }

  async #pages(format) {
    const pages = [];
    for (let next = `${this.#path}/transcript?format=${format}`; next; next = linked(pages.at(-1), 'next')) {
      pages.push(await this.#api.get(next));
    }
    return pages;
  }

  /** Returns a link to play: {url, seconds} for how long it lives. */
  async recording() {
    const link = await (await this.#api.get(`${this.#path}/recording`)).json();
    return { url: link.recording_url, seconds: link.expires_in };
  }

  /** Returns a link that saves the recording: {url, bytes}. */
  async download() {
    const link = await (await this.#api.get(`${this.#path}/recording?disposition=attachment&expires_in=60`)).json();
    return { url: link.recording_url, bytes: link.size };
  }
}
