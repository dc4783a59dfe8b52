const KEY = 'coditect-signed-in';

/**
 * Whether somebody has logged in with this browser. Only a hint for public pages, which without it
 * need not ask the API in vain; the login itself is a cookie that scripts cannot read.
 */
export const signedIn = {
  hint: (): boolean => localStorage.getItem(KEY) !== null,
  set: (yes: boolean): void => {
    if (yes) localStorage.setItem(KEY, 'yes');
    else localStorage.removeItem(KEY);
  },
};
