import { useEffect, useRef } from 'react';
import { useNavigationType } from 'react-router';

let navigated = false;

/**
 * Puts the focus on a page's heading when people have come by a link within the app, so that
 * keyboards and screen readers begin there. The first page is left to the browser.
 */
export function useFocusOnArrival() {
  const heading = useRef<HTMLHeadingElement>(null);
  const type = useNavigationType();
  useEffect(() => {
    // The router calls the first page a POP, and every later way forward PUSH or REPLACE.
    if (navigated || type !== 'POP') heading.current?.focus({ preventScroll: true });
    navigated = true;
    // Once for each page: what changes on it must not take the focus away.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);
  return heading;
}
