/** Reads the address and shows what it says. All of it is in the fragment, which browsers send to no server. */

import { KeyApi } from './api.mjs';
import { CallView } from './call.mjs';
import { announce, h } from './dom.mjs';
import { faultView } from './fault.mjs';
import { ListView } from './list.mjs';

const KEY = 'key';
const SHORTCUTS_OFF = 'shortcuts-off';
const KEY_FORM = /^crk_[A-Za-z0-9_-]{43}$/;

const main = document.querySelector('main');
const tools = document.getElementById('tools');

/** What is shown: {view, call, hash}; a list is kept for when the reader comes back to it. */
let shown = {};
let kept = null;

const parameters = () => new URLSearchParams(location.hash.slice(1));

const moment = (address) => {
  const time = Number.parseFloat(address.get('t'));
  return Number.isFinite(time) && time >= 0 ? time : null;
};

/** Takes a key out of the address at once, so that it stays in no history and is not copied with the address. */
function takeKey() {
  const address = parameters();
  const key = address.get(KEY);
  if (key !== null) {
    sessionStorage.setItem(KEY, key.trim());
    address.delete(KEY);
    history.replaceState(null, '', location.pathname + (address.size > 0 ? `#${address}` : ''));
  }
}

function show(view, title) {
  shown.view?.close?.();
  main.replaceChildren(view.element);
  shown = { view };
  main.querySelector('h1')?.focus({ preventScroll: true });
  if (title) {
    document.title = title;
  }
}

/** Shows what the address says. */
async function route() {
  takeKey();
  const key = sessionStorage.getItem(KEY);
  const address = parameters();
  const hash = address.toString();
  tools.hidden = key === null;
  if (key === null) {
    show({ element: keyForm('') }, 'Call Records');
    return;
  }
  const api = new KeyApi(key);
  const id = address.get('call');
  const time = moment(address);
  if (id !== null && shown.call === id) {
    if (time !== null) {
      shown.view.seek(time);
    }
    return;
  }
  if (shown.view instanceof ListView) {
    kept = { view: shown.view, hash: shown.hash, scroll: scrollY };
  }
  if (id === null && kept?.hash === hash) {
    const { view, scroll } = kept;
    show(view, 'Calls · Call Records');
    shown.hash = hash;
    scrollTo(0, scroll);
    return;
  }
  const view = id === null ? new ListView(api, address) : new CallView(api.call(id), addressOf(id), `#${kept?.hash ?? ''}`, time);
  show(view);
  Object.assign(shown, { hash, call: id });
  scrollTo(0, 0);
  try {
    await view.load();
    if (shown.view === view && document.activeElement === document.body) {
      main.querySelector('h1')?.focus({ preventScroll: true });
    }
  } catch (problem) {
    if (!problem.refusesKey) {
      throw problem;
    }
    forget('This key is not accepted: it is unknown, revoked or expired. Enter another one.');
  }
}

/** Returns the address of a moment of a call, which has no key in it. */
const addressOf = (id) => (time) => `${location.origin}${location.pathname}#${new URLSearchParams({ call: id, t: time })}`;

function forget(message) {
  sessionStorage.removeItem(KEY);
  kept = null;
  tools.hidden = true;
  show({ element: keyForm(message) }, 'Call Records');
  main.querySelector('input').focus();
}

function keyForm(message) {
  const fault = h('p', { class: 'wrong', id: 'wrong', role: 'alert' }, message);
  const input = h('input', {
    type: 'password',
    autocomplete: 'off',
    required: true,
    spellcheck: false,
    'aria-describedby': 'wrong',
    placeholder: 'crk_…',
  });
  return h(
    'form',
    {
      class: 'key',
      onsubmit: (event) => {
        event.preventDefault();
        const key = input.value.trim();
        if (KEY_FORM.test(key)) {
          sessionStorage.setItem(KEY, key);
          route();
        } else {
          fault.textContent = 'A key is crk_ and 43 letters, digits, dashes or underscores. Copy all of it.';
        }
      },
    },
    h('h1', { tabIndex: -1 }, 'Look at calls, and listen to them'),
    h('p', {}, 'Enter an API key. It stays in this tab, is sent to this server only, and is forgotten when the tab is closed.'),
    h('label', {}, h('span', {}, 'API key'), input),
    fault,
    h('button', { class: 'main' }, 'Open'),
  );
}

const SHORTCUTS = [
  ['k or Space', 'Play and pause'],
  ['j, l', 'Ten seconds back, and on'],
  ['<, >', 'Slower, faster'],
  ['f', 'Follow what is said'],
  ['/', 'Search in the transcript'],
  ['c', 'Copy a link to this moment'],
  ['?', 'This list'],
];

const help = h(
  'dialog',
  { class: 'help', 'aria-labelledby': 'help' },
  h('h2', { id: 'help' }, 'Keyboard shortcuts'),
  h('dl', {}, SHORTCUTS.map(([key, text]) => h('div', {}, h('dt', {}, h('kbd', {}, key)), h('dd', {}, text)))),
  h('p', { class: 'small' }, 'In the timeline, arrow keys seek, + and − zoom. In the transcript, arrow keys move between turns, Enter plays.'),
  h(
    'label',
    { class: 'check' },
    h('input', {
      type: 'checkbox',
      checked: sessionStorage.getItem(SHORTCUTS_OFF) === null,
      onchange: (event) => (event.target.checked ? sessionStorage.removeItem(SHORTCUTS_OFF) : sessionStorage.setItem(SHORTCUTS_OFF, '1')),
    }),
    h('span', {}, 'Single keys do something'),
  ),
  h('form', { method: 'dialog' }, h('button', { class: 'main' }, 'Close')),
);

document.addEventListener('keydown', (event) => {
  const typing = event.target.closest('input, select, textarea, dialog');
  const presses = event.key === ' ' && event.target.closest('button, a, summary');
  if (typing || presses || event.ctrlKey || event.metaKey || event.altKey || sessionStorage.getItem(SHORTCUTS_OFF)) {
    return;
  }
  if (event.key === '?') {
    help.showModal();
  } else if (!shown.view?.press?.(event.key)) {
    return;
  }
  event.preventDefault();
});

/** A defect of the page is said too, in place of what it was about to show. */
function broken() {
  main.replaceChildren(faultView({ status: 500 }, () => location.reload(), 'h1'));
}

addEventListener('error', broken);
addEventListener('unhandledrejection', broken);
addEventListener('hashchange', route);
document.getElementById('help-button').addEventListener('click', () => help.showModal());
document.getElementById('forget-button').addEventListener('click', () => {
  forget('');
  announce('The key is forgotten');
});
document.body.append(help);
route();
