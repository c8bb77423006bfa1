/** What is shown instead of what could not be had. */

import { h } from './dom.mjs';
import { faultOf } from './words.mjs';

/**
 * Returns a message with what to do. It tries again by itself when the connection is back, or when the service has
 * said after which time.
 *
 * @param retry called without arguments
 * @param heading the name of the element for its title
 */
export function faultView(problem, retry, heading = 'h2') {
  const fault = faultOf(problem);
  let timer = 0;
  const again = () => {
    clearTimeout(timer);
    removeEventListener('online', again);
    if (view.isConnected) {
      retry();
    }
  };
  const view = h(
    'section',
    { class: 'fault', role: 'alert' },
    h(heading, {}, fault.title),
    h('p', {}, fault.text),
    problem.requestId && h('p', { class: 'small' }, 'Request ', h('code', {}, problem.requestId)),
    fault.retry && h('button', { type: 'button', class: 'main', onclick: again }, 'Try again'),
  );
  if (fault.retry && problem.status === 0) {
    addEventListener('online', again);
  }
  if (fault.retry && problem.retryAfter > 0) {
    timer = setTimeout(again, problem.retryAfter * 1000);
  }
  return view;
}
