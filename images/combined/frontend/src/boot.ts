// Runs before the app: fetches the script of the page along with the app's own, not after it, and
// gives the page its colors.
import { pageAt } from '@/app/pages';
import { paint } from '@/theme/paint';

paint();
void pageAt(window.location)();
