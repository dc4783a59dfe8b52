// Runs before the app: gives the page its colors, and fetches its script and its data along with the
// app's own script, not after it.
import { askEarly } from '@/api/early';
import { pageAt } from '@/app/pages';
import { paint } from '@/theme/paint';

paint();
void pageAt(window.location)();
askEarly(window.location);
