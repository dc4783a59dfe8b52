import { useEffect, useRef } from 'react';
import { useLocation } from 'react-router';

let firstKey: string | undefined;

/**
 * Puts the focus on a page's heading when people have come by a link within the app, so that
 * keyboards and screen readers begin there. The first page is left to the browser.
 */
export function useFocusOnArrival() {
  const heading = useRef<HTMLHeadingElement>(null);
  const { key } = useLocation();
  const arrivedBy = useRef(key);
  useEffect(() => {
    firstKey ??= arrivedBy.current;
    if (arrivedBy.current !== firstKey) heading.current?.focus({ preventScroll: true });
  }, []);
  return heading;
}
