import { en } from './en';

/** All texts of the app. A translation is another object of this type. */
export type Messages = typeof en;

const catalogs: Record<string, Messages> = { en };

function pick(languages: readonly string[]): Messages {
  const known = languages.map((tag) => catalogs[tag.split('-')[0] ?? '']);
  return known.find((messages) => messages !== undefined) ?? en;
}

export const t = pick(navigator.languages);
